//! How near two words are.

/// The number of letters to insert, remove, replace or swap with the next (the optimal string alignment distance).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Nothing that is much longer is near.
    if a.len().abs_diff(b.len()) > 2 {
        return a.len().abs_diff(b.len());
    }
    let mut before = vec![];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let before: &Vec<usize> = &before;
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_one_step() {
        for (a, b, steps) in [
            ("https", "https", 0),
            ("htttps", "https", 1),
            ("htps", "https", 1),
            ("hxxps", "https", 2),
            ("PACTH", "PATCH", 1),
            ("", "ab", 2),
            ("GET", "PROPFIND", 5),
        ] {
            assert_eq!(distance(a, b), steps, "{a} {b}");
        }
    }
}
