//! Origins that are known at deployment, beside the same list at compile time (feature `live`).

use std::path::Path;

use crate::cases::{Case, KINDS};
use crate::contenders::CONTENDERS;
use crate::measure::callgrind;

/// Prints the instructions of a whole request, with its handler, for each number of origins.
pub(crate) fn print(cases: &[Case], profiles: &Path) -> Result<(), String> {
    let is_of = |case: &&Case| {
        let mut kinds = KINDS.iter();
        kinds.any(|(kind, _)| case.name.starts_with(&format!("{kind}-")))
    };
    let cases: Vec<&Case> = cases.iter().filter(is_of).collect();
    let all = |name: &str| {
        let contender = CONTENDERS.iter().find(|one| one.name == name);
        callgrind::count(contender.ok_or("unknown contender")?, &cases, profiles)
    };
    let (fixed, live) = (all("http #[cors]")?, all("http LiveOrigins")?);
    println!("case                         in the source   LiveOrigins");
    for ((case, fixed), live) in cases.iter().zip(fixed).zip(live) {
        let ratio = live.all / fixed.all;
        println!(
            "{:27} {:>14.0} {:>13.0} {ratio:>6.2}",
            case.name, fixed.all, live.all
        );
    }
    Ok(())
}
