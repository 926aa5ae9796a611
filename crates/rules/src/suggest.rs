//! "Did you mean …": the nearest known word.

/// The hint for a word that is none of `known`; nothing where none is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    redflag_model::nearest(word, known).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// As [`did_you_mean`], else the whole choice.
pub(crate) fn choice<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    did_you_mean(word, known.clone()).unwrap_or_else(|| {
        let known: Vec<&str> = known.into_iter().collect();
        format!("one of: {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_the_nearest_word() {
        assert_eq!(
            did_you_mean("chanel", ["currency", "channel"]).as_deref(),
            Some("did you mean `channel`?")
        );
        assert_eq!(did_you_mean("zebra", ["currency", "channel"]), None);
    }
}
