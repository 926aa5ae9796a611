//! "Did you mean …": the nearest known word.

/// The hint for a word that is none of `known`; nothing where none is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// As [`did_you_mean`], else the whole choice.
pub(crate) fn choice<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    did_you_mean(word, known.clone()).unwrap_or_else(|| {
        let known: Vec<&str> = known.into_iter().collect();
        format!("one of: {}", known.join(", "))
    })
}

/// Edits (insert, delete, replace, swap of neighbours) between two words, in lower case.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits() {
        assert_eq!(distance("contry", "country"), 1);
        assert_eq!(distance("hten", "then"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(
            did_you_mean("chanel", ["currency", "channel"]).as_deref(),
            Some("did you mean `channel`?")
        );
        assert_eq!(did_you_mean("zebra", ["currency", "channel"]), None);
    }
}
