//! One page per indicator and language: the text of its folder, then what the folder's data say.

use toml::{Table, Value};

use super::cases;
use super::value;
use super::words::{Words, words};
use crate::pack::{Indicator, Language, plain, said};
use crate::repo;

/// The whole page.
pub(crate) fn page(indicator: &Indicator, sources: &Table, language: Language) -> Result<String, String> {
    let words = words(language);
    let text = indicator.file(&format!("{}.md", language.code()))?;
    let text = fill(indicator, text.trim_end(), language)?;
    let folder = repo::shown(&indicator.folder);
    let sections = [
        words.generated.replace("{folder}", &folder),
        text,
        facts(indicator, words),
        params(indicator, language),
        format!("## {}\n\n```toml\n{}\n```", words.detection, indicator.detection()),
        documents(indicator, sources, words)?,
        cases::section(indicator, words, &format!("../../../{folder}/cases.csv"))?,
    ];
    Ok(sections.join("\n\n") + "\n")
}

/// Puts each parameter's default where the page names it, so that page and rule can't disagree.
fn fill(indicator: &Indicator, text: &str, language: Language) -> Result<String, String> {
    let mut filled = text.to_owned();
    for (name, param) in indicator.params() {
        let shown = value::default(param, language);
        filled = filled.replace(&format!("{{param:{name}}}"), &shown);
    }
    match filled.find("{param:") {
        None => Ok(filled),
        Some(at) => {
            let rest: String = filled[at..].chars().take(40).collect();
            Err(format!(
                "{}/{}.md names a parameter that indicator.toml does not have: {rest}",
                repo::shown(&indicator.folder),
                language.code()
            ))
        }
    }
}

fn facts(indicator: &Indicator, words: &Words) -> String {
    let lines: Vec<String> = words
        .fact_names
        .iter()
        .map(|(key, name)| (name, indicator.fact(key)))
        .filter(|(_, fact)| !fact.is_empty())
        .map(|(name, fact)| format!("- {name}{}{fact}", words.colon))
        .collect();
    format!("## {}\n\n{}", words.facts, lines.join("\n"))
}

fn params(indicator: &Indicator, language: Language) -> String {
    let words = words(language);
    let mut table = format!("## {}\n\n{}", words.params, words.param_columns);
    for (name, param) in indicator.params() {
        table.push_str(&row(&[
            &format!("`{name}`"),
            said(param.get("label"), language),
            &value::default(param, language),
            &value::bounds(param, language),
            basis(param, words),
            said(param.get("why"), language),
        ]));
    }
    table.trim_end().to_owned()
}

fn documents(indicator: &Indicator, sources: &Table, words: &Words) -> Result<String, String> {
    let mut table = format!("## {}\n\n{}", words.sources, words.source_columns);
    let cited = indicator.facts.get("sources").and_then(Value::as_array);
    for citation in cited.into_iter().flatten().filter_map(Value::as_table) {
        let key = citation.get("document").map(plain).unwrap_or_default();
        let document = sources
            .get(&key)
            .and_then(Value::as_table)
            .ok_or_else(|| format!("{} cites `{key}`, which data/sources.toml does not list", indicator.id))?;
        let of = |name| document.get(name).map(plain).unwrap_or_default();
        let verified = citation.get("verified").map(plain).unwrap_or_default();
        let read = words.read.iter().find(|(word, _)| *word == verified);
        table.push_str(&row(&[
            &of("title"),
            &of("issuer"),
            &of("date"),
            &citation.get("at").map(plain).unwrap_or_default(),
            basis(citation, words),
            read.map_or(verified.as_str(), |(_, text)| text),
        ]));
    }
    Ok(table.trim_end().to_owned())
}

fn basis(table: &Table, words: &Words) -> &'static str {
    match table.get("basis").and_then(Value::as_str) {
        Some("published") => words.published,
        _ => words.judgement,
    }
}

/// A row of a Markdown table; what a cell holds can't end the cell.
pub(crate) fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| cell.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;"))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn cells_stay_in_their_column() {
        assert_eq!(row(&["a|b", "<i>", "c\nd"]), "| a\\|b | &lt;i> | c d |\n");
    }
}
