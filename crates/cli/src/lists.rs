//! `redflag lists`: the data that indicators read, without any transactions.

use crate::args::{Lists, ListsCommand, PackArgs};
use crate::failure::{Failure, USAGE};
use crate::{instant, locale, pack, talk};
use redflag::report::{Lang, data_card, data_list};
use redflag::rules::survey::{Sheet, survey};
use std::process::ExitCode;

pub(crate) fn run(args: Lists) -> Result<ExitCode, Failure> {
    match args.command {
        ListsCommand::Check {
            older_than,
            on,
            lang,
            pack,
        } => check(older_than, on, lang, &pack),
        ListsCommand::Show { name, lang, pack } => show(&name, lang, &pack),
    }
}

fn check(older_than: u16, on: Option<i64>, lang: Option<Lang>, args: &PackArgs) -> Result<ExitCode, Failure> {
    let plan = pack::open(&args.pack, args.overlay.as_deref())?.compile()?;
    let sheets = survey(&plan.data, on.unwrap_or_else(instant::today), i64::from(older_than));
    talk::answer(&data_list(&sheets, locale::lang(lang), talk::width()))?;
    let fails = sheets
        .iter()
        .flat_map(|sheet| &sheet.remarks)
        .any(|remark| remark.fails);
    Ok(ExitCode::from(if fails { USAGE } else { 0 }))
}

fn show(name: &str, lang: Option<Lang>, args: &PackArgs) -> Result<ExitCode, Failure> {
    let plan = pack::open(&args.pack, args.overlay.as_deref())?.compile()?;
    let sheets = survey(&plan.data, instant::today(), i64::MAX);
    let named: Vec<&Sheet<'_>> = sheets.iter().filter(|sheet| sheet.from.name == name).collect();
    if named.is_empty() {
        return Err(Failure::usage(format!(
            "no list, lexicon, group or table is called `{name}`\n  hint: `redflag lists check` shows those there are"
        )));
    }
    let cards: Vec<String> = named
        .iter()
        .map(|sheet| data_card(sheet, locale::lang(lang), talk::width()))
        .collect();
    talk::answer(&cards.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}
