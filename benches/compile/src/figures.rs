//! The median and the range of repeated measurements.

use crate::build::Cost;

/// Repeated measurements of one build, in seconds.
#[derive(Clone, Default)]
pub(crate) struct Samples {
    pub(crate) wall: Times,
    pub(crate) cpu: Times,
}

impl Samples {
    pub(crate) fn add(&mut self, cost: Cost) {
        self.wall.0.push(cost.wall.as_secs_f64());
        self.cpu.0.push(cost.cpu.as_secs_f64());
    }
}

#[derive(Clone, Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        match sorted.len() {
            0 => f64::NAN,
            count if count % 2 == 1 => sorted[count / 2],
            count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
        }
    }

    /// The median, and the range if there are several.
    pub(crate) fn cell(&self) -> String {
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.0.iter().copied().fold(0.0, f64::max);
        match self.0.len() {
            0 => "–".to_owned(),
            1 => format!("{:.2}", self.median()),
            _ => format!("{:.2} ({least:.2}–{most:.2})", self.median()),
        }
    }
}
