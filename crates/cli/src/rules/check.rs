//! `redflag rules check`.

use crate::failure::Failure;
use crate::{locale, pack, talk};
use redflag::report::{Lang, printable};
use redflag::rules::check::warnings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(dir: &Path, lang: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = locale::lang(lang);
    let plan = pack::open(&[PathBuf::from(dir)], None)?.compile()?;
    let mut lines: Vec<String> = warnings(&plan)
        .iter()
        .map(|warning| format!("{}[{}]: {}", warning.about, warning.code, lang.of(&warning.message)))
        .map(|line| printable(&line).into_owned())
        .collect();
    let count = plan.indicators.len();
    lines.push(match lang {
        Lang::En if count == 1 => "no mistake in 1 indicator".to_owned(),
        Lang::En => format!("no mistake in {count} indicators"),
        Lang::Fr if count < 2 => format!("aucune erreur dans {count} indicateur"),
        Lang::Fr => format!("aucune erreur dans {count} indicateurs"),
    });
    talk::answer(&(lines.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}
