//! "Did you mean": the closest name by CPython's edit distance, where a change of case costs half.

#![forbid(unsafe_code)]

const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;
const MAX_NAME: usize = 40;
const MAX_CANDIDATES: usize = 750;

/// The candidate closest to `name`, if one is close enough to be meant.
pub fn closest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    if candidates.len() >= MAX_CANDIDATES {
        return None;
    }
    let wanted: Vec<char> = name.chars().collect();
    let mut best = None;
    let mut limit = usize::MAX;
    for &candidate in candidates {
        if candidate == name {
            continue;
        }
        let letters: Vec<char> = candidate.chars().collect();
        // No more than a third of the letters may need changing.
        let most =
            ((wanted.len() + letters.len() + 3) * MOVE_COST / 6).min(limit.saturating_sub(1));
        if let Some(d) = distance(&wanted, &letters, most) {
            limit = d;
            best = Some(candidate);
        }
    }
    best
}

fn substitution(a: char, b: char) -> usize {
    match () {
        () if a == b => 0,
        () if a.to_lowercase().eq(b.to_lowercase()) => CASE_COST,
        () => MOVE_COST,
    }
}

/// Levenshtein distance, if it is at most `most`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len() > MAX_NAME || b.len() > MAX_NAME {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).map(|j| j * MOVE_COST).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE_COST;
        for (j, &y) in b.iter().enumerate() {
            let cost =
                (diagonal + substitution(x, y)).min(row[j] + MOVE_COST).min(row[j + 1] + MOVE_COST);
            diagonal = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row.last().copied().filter(|&d| d <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        assert_eq!(closest("max_split", &["sep", "maxsplit"]), Some("maxsplit"));
        assert_eq!(closest("xyzzy", &["sep", "maxsplit"]), None);
    }
}
