//! The list of indicator pages.

use super::page::row;
use crate::pack::{Indicator, Language};

const ABOUT: &str = "<!-- Written by `cargo xtask docs`. -->

# Indicators / Indicateurs

One page each, in English and in French. What is planned, refused or waits for data is in the
[catalogue](../catalogue.md).

Une page par indicateur, en anglais et en français. Ce qui est prévu, refusé ou en attente de
données figure au [catalogue](../catalogue.md).

| id | English | français | supports | ¶ | points |
|---|---|---|---|---|---|
";

/// `docs/indicators/README.md`.
pub(crate) fn index(indicators: &[Indicator]) -> String {
    let mut text = ABOUT.to_owned();
    for indicator in indicators {
        let link = |language: Language| {
            format!(
                "[{}]({}/{}.md)",
                indicator.said("title", language),
                language.code(),
                indicator.id
            )
        };
        text.push_str(&row(&[
            &indicator.id,
            &link(Language::English),
            &link(Language::French),
            &indicator.fact("supports"),
            &indicator.fact("paragraphs"),
            &indicator.fact("points"),
        ]));
    }
    text
}
