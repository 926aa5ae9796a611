//! The known name nearest to a mistyped one.

/// The nearest of `known` to `typed`, where it is near enough to be meant: at most a third of the letters, and at least one, inserted, deleted,
/// replaced or swapped with a neighbour. Case does not count.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let limit = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_are_recognised() {
        let known = ["timestamp", "amount", "currency"];
        assert_eq!(nearest("timestmap", known), Some("timestamp"));
        assert_eq!(nearest("Amuont", known), Some("amount"));
        assert_eq!(nearest("colour", known), None);
    }
}
