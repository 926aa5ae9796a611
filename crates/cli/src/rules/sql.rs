//! `redflag rules sql`.

use crate::args::PackArgs;
use crate::failure::Failure;
use crate::{inputs, pack, talk};
use redflag::rules::sql::duckdb_in;
use std::process::ExitCode;

pub(super) fn run(id: &str, base: &str, args: &PackArgs) -> Result<ExitCode, Failure> {
    let base = inputs::currency(base)?;
    let plan = pack::open(&args.pack, args.overlay.as_deref())?.compile()?;
    let indicator = super::indicator(&plan, id)?;
    let query = duckdb_in(&plan, indicator, base).map_err(|error| Failure::usage(error.to_string()))?;
    talk::answer(&format!("{}\n", query.trim_end()))?;
    Ok(ExitCode::SUCCESS)
}
