//! The cost that a policy adds, by its number of origins.

use plotters::prelude::*;

use crate::cases::{self, KINDS};
use crate::contenders::{CONTENDERS, Contender, Role};
use crate::results::{Added, Results};

type Drawing = Result<(), Box<dyn std::error::Error>>;

const WIDTH: u32 = 1180;
const HEIGHT: u32 = 860;
const LEGEND: u32 = 220;

/// The plot, as SVG. Its background is white, so it is readable on any page.
pub(crate) fn draw(results: &Results) -> Result<String, Box<dyn std::error::Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
        area.fill(&WHITE)?;
        let (charts, legend) = area.split_horizontally(WIDTH - LEGEND);
        let panels = charts.split_evenly((2, 2));
        let instructions = |added: Added| added.instructions;
        let time = |added: Added| added.time.map(|time| time.median);
        panel(
            &panels[0],
            results,
            "exact",
            "instructions added",
            instructions,
        )?;
        panel(
            &panels[1],
            results,
            "wildcard",
            "instructions added",
            instructions,
        )?;
        panel(
            &panels[2],
            results,
            "exact",
            "nanoseconds added (median)",
            time,
        )?;
        panel(
            &panels[3],
            results,
            "wildcard",
            "nanoseconds added (median)",
            time,
        )?;
        for (line, (contender, style)) in (0..).zip(lines()) {
            let y = 60 + 28 * line;
            legend.draw(&PathElement::new([(5, y), (35, y)], style))?;
            legend.draw(&Text::new(contender.name, (42, y - 7), text(15)))?;
        }
        area.present()?;
    }
    Ok(svg)
}

/// The contenders in the plot, and the style of their lines.
fn lines() -> impl Iterator<Item = (&'static Contender, ShapeStyle)> {
    const PEERS: [RGBColor; 7] = [
        RGBColor(140, 86, 75),
        RGBColor(214, 39, 40),
        RGBColor(255, 127, 14),
        RGBColor(188, 189, 34),
        RGBColor(148, 103, 189),
        RGBColor(227, 119, 194),
        RGBColor(23, 160, 180),
    ];
    const OURS: [RGBColor; 4] = [
        RGBColor(0, 60, 140),
        RGBColor(31, 119, 220),
        RGBColor(0, 110, 50),
        RGBColor(60, 180, 80),
    ];
    let (mut ours, mut peers) = (OURS.iter().cycle(), PEERS.iter().cycle());
    let drawn = CONTENDERS.iter().filter(|one| one.role != Role::Bare);
    // One floor is enough: they are nearly the same.
    let drawn =
        drawn.filter(|one| one.role != Role::Floor || one.name == one.floor && one.bare == "http");
    drawn.map(move |contender| {
        let style = match contender.role {
            Role::Ours => ours.next().unwrap_or(&BLACK).stroke_width(3),
            Role::Peer => peers.next().unwrap_or(&BLACK).stroke_width(1),
            Role::Bare | Role::Floor => BLACK.stroke_width(2),
        };
        (contender, style)
    })
}

fn text(size: u32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&BLACK)
}

fn panel(
    area: &DrawingArea<SVGBackend, plotters::coord::Shift>,
    results: &Results,
    kind: &str,
    axis: &str,
    figure: impl Fn(Added) -> Option<f64>,
) -> Drawing {
    let kind_and_policies = KINDS.iter().find(|(name, _)| *name == kind);
    let origins = || {
        kind_and_policies
            .iter()
            .flat_map(|(_, policies)| policies.iter().map(|(origins, _)| *origins))
    };
    let points = |contender: &Contender| -> Vec<(f64, f64)> {
        let point = |origins| {
            let added =
                results.added_by(contender.name, &cases::case_name(kind, origins, "actual"))?;
            // The logarithmic scale starts at one.
            Some((origins as f64, figure(added)?.max(1.0)))
        };
        origins().filter_map(point).collect()
    };
    let lines: Vec<_> = lines()
        .map(|(contender, style)| (points(contender), style))
        .collect();
    let heights = || {
        lines
            .iter()
            .flat_map(|(points, _)| points)
            .map(|point| point.1)
    };
    let lowest = heights().fold(f64::MAX, f64::min);
    let highest = heights().fold(1.0, f64::max);
    if lowest > highest {
        return Ok(());
    }
    let mut chart = ChartBuilder::on(area)
        .caption(format!("an allowed request, {kind} origins"), text(17))
        .margin(12)
        .x_label_area_size(42)
        .y_label_area_size(74)
        .build_cartesian_2d(
            (1.0..10_000.0).log_scale(),
            (lowest / 1.5..highest * 1.5).log_scale(),
        )?;
    chart
        .configure_mesh()
        .x_desc("origins in the policy")
        .y_desc(axis)
        .axis_desc_style(text(15))
        .label_style(text(13))
        .x_label_formatter(&|origins| format!("{origins:.0}"))
        .y_label_formatter(&|figure| format!("{figure:.0}"))
        .light_line_style(RGBColor(238, 238, 238))
        .bold_line_style(RGBColor(215, 215, 215))
        .draw()?;
    for (points, style) in lines {
        chart.draw_series(
            points
                .iter()
                .map(|point| Circle::new(*point, 3, style.filled())),
        )?;
        chart.draw_series(LineSeries::new(points, style))?;
    }
    Ok(())
}
