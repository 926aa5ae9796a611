//! What `docs/catalogue.md` can't keep by hand: each row's status, and the paragraphs and titles of
//! the indicators that ship. Every other cell is written by people.

use std::collections::BTreeMap;

use crate::pack::{Indicator, Language};

const START: &str = "<!-- status by `cargo xtask docs` -->";
const END: &str = "<!-- end of status -->";
const TALLY: &str = "<!-- tally by `cargo xtask docs` -->";

/// The words a note may start with where no folder exists, and the status they give.
const NOTES: [(&str, &str); 3] = [
    ("needs data", "needs data"),
    ("refused", "refused"),
    ("command", "planned"),
];

/// The catalogue with its status cells and its tally brought up to date.
pub(crate) fn settled(text: &str, indicators: &[Indicator]) -> Result<String, String> {
    let mut table = Status::new(indicators);
    let mut lines = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        inside = match line {
            START => true,
            END => false,
            _ => inside,
        };
        lines.push(if inside { table.line(line)? } else { line.to_owned() });
    }
    table.all_named()?;
    let tally = table.tally();
    for at in 0..lines.len() {
        if lines[at] == TALLY {
            let next = lines
                .get_mut(at + 1)
                .ok_or("the catalogue ends where its tally should stand")?;
            next.clone_from(&tally);
        }
    }
    Ok(lines.join("\n") + "\n")
}

struct Status<'a> {
    indicators: &'a [Indicator],
    named: BTreeMap<String, &'static str>,
}

impl<'a> Status<'a> {
    fn new(indicators: &'a [Indicator]) -> Self {
        Self {
            indicators,
            named: BTreeMap::new(),
        }
    }

    /// A line of a table with its generated cells filled; other lines stay as they are.
    fn line(&mut self, line: &str) -> Result<String, String> {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, paragraphs, id, english, french, kind, columns, lists, _, note, _] = cells[..] else {
            return Ok(line.to_owned());
        };
        if !is_id(id) {
            return Ok(line.to_owned());
        }
        let status = self.status(id, note)?;
        if self.named.insert(id.to_owned(), status).is_some() {
            return Err(format!("docs/catalogue.md names {id} twice"));
        }
        let said = |language, kept: &str| match self.shipped(id) {
            Some(indicator) => indicator.said("title", language).to_owned(),
            None => kept.to_owned(),
        };
        let paragraphs = match self.shipped(id) {
            Some(indicator) => indicator.fact("paragraphs").replace(' ', ""),
            None => paragraphs.to_owned(),
        };
        let (english, french) = (said(Language::English, english), said(Language::French, french));
        Ok(format!(
            "| {paragraphs} | {id} | {english} | {french} | {kind} | {columns} | {lists} | {status} | {note} |"
        ))
    }

    fn shipped(&self, id: &str) -> Option<&'a Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    fn status(&self, id: &str, note: &str) -> Result<&'static str, String> {
        let noted = NOTES.iter().find(|(word, _)| note.starts_with(word));
        match (self.shipped(id).is_some(), noted) {
            (true, Some((word, _))) if *word != "command" => Err(format!(
                "docs/catalogue.md says `{note}` of {id}, yet its folder exists: change one of them"
            )),
            (true, _) => Ok("**shipped**"),
            (false, Some((_, status))) => Ok(status),
            (false, None) => Ok("planned"),
        }
    }

    /// An indicator that the catalogue forgets would be one nobody can find.
    fn all_named(&self) -> Result<(), String> {
        let missing: Vec<&str> = self
            .indicators
            .iter()
            .map(|indicator| indicator.id.as_str())
            .filter(|id| !self.named.contains_key(*id))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(format!(
            "docs/catalogue.md has no row for {}; add one",
            missing.join(", ")
        ))
    }

    fn tally(&self) -> String {
        let with = |wanted: &str| self.named.values().filter(|status| **status == wanted).count();
        format!(
            "{} rows: {} shipped, {} planned, {} waiting for data, {} refused as published.",
            self.named.len(),
            with("**shipped**"),
            with("planned"),
            with("needs data"),
            with("refused"),
        )
    }
}

fn is_id(cell: &str) -> bool {
    cell.rsplit_once('-').is_some_and(|(family, number)| {
        !family.is_empty() && number.len() == 3 && number.chars().all(|digit| digit.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::{END, START, TALLY, settled};
    use crate::pack::Indicator;
    use std::path::PathBuf;

    fn indicator(id: &str) -> Indicator {
        let text = "title = { en = \"new\", fr = \"nouveau\" }\nparagraphs = [4, 5]";
        Indicator {
            id: id.into(),
            folder: PathBuf::new(),
            facts: text.parse().unwrap(),
            text: text.into(),
        }
    }

    fn row(id: &str, note: &str) -> String {
        format!("| 4 | {id} | old | vieux | row | memo | words | ? | {note} |\n")
    }

    fn catalogue(rows: &str) -> String {
        format!("{TALLY}\nold\n{START}\n| ¶ | id | … |\n|---|---|---|\n{rows}{END}\n")
    }

    #[test]
    fn status_follows_the_folders_and_the_notes() {
        let rows = row("TF-001", "")
            + &row("TF-002", "needs data: lists")
            + &row("TF-003", "refused: origin")
            + &row("TF-004", "");
        let text = settled(&catalogue(&rows), &[indicator("TF-004")]).unwrap();
        for line in [
            "4 rows: 1 shipped, 1 planned, 1 waiting for data, 1 refused as published.",
            "| 4 | TF-001 | old | vieux | row | memo | words | planned |  |",
            "| 4 | TF-002 | old | vieux | row | memo | words | needs data | needs data: lists |",
            "| 4 | TF-003 | old | vieux | row | memo | words | refused | refused: origin |",
            "| 4,5 | TF-004 | new | nouveau | row | memo | words | **shipped** |  |",
        ] {
            assert!(text.lines().any(|there| there == line), "no line {line} in\n{text}");
        }
        assert_eq!(settled(&text, &[indicator("TF-004")]), Ok(text.clone()));
    }

    #[test]
    fn what_the_catalogue_forgets_or_contradicts_is_an_error() {
        assert!(settled(&catalogue(""), &[indicator("TF-009")]).is_err());
        let refused = catalogue(&row("TF-009", "refused: origin"));
        assert!(settled(&refused, &[indicator("TF-009")]).is_err());
        let twice = catalogue(&(row("TF-009", "") + &row("TF-009", "")));
        assert!(settled(&twice, &[]).is_err());
    }
}
