//! `manifest.json`: what the run was made of, with hashes. It holds no clock and no thread count: the same inputs give the same bytes.

use super::document;
use crate::Run;
use crate::used::data_files;
use redflag_model::{BaselineUsed, ContextFile, FileReport, Setting, TextPair, time};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A file of the output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutputFile {
    /// Name within the folder.
    pub name: String,
    /// Length.
    pub bytes: u64,
    /// 64 hex digits.
    pub sha256: String,
}

#[derive(Serialize)]
struct Manifest<'a> {
    tool: Tool,
    run_digest: &'a str,
    pack_sha256: &'a str,
    overlay_sha256: Option<&'a str>,
    indicators: Vec<Indicator<'a>>,
    departures: &'a [Setting],
    mapping: Mapping<'a>,
    base: &'static str,
    baseline: Option<&'a BaselineUsed>,
    reference_day: Option<String>,
    limits: Limits,
    options: &'a BTreeMap<String, String>,
    data: Vec<DataFile<'a>>,
    inputs: &'a [FileReport],
    context: &'a [ContextFile],
    outputs: &'a [OutputFile],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Indicator<'a> {
    id: &'a str,
    version: &'a str,
    status: &'a str,
    enabled: bool,
}

#[derive(Serialize)]
struct Mapping<'a> {
    name: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Limits {
    hub: u64,
    case_subjects: usize,
}

#[derive(Serialize)]
struct DataFile<'a> {
    kind: &'static str,
    name: &'a str,
    title: &'a TextPair,
    as_of: &'a str,
    source: &'a str,
    licence: &'a str,
    basis: &'a str,
    file: &'a str,
    sha256: &'a str,
}

/// Writes the manifest; `options` are the options of the command that bear on the result.
///
/// # Errors
/// What the writer says.
pub fn manifest_json(
    run: &Run<'_>,
    run_digest: &str,
    options: &BTreeMap<String, String>,
    outputs: &[OutputFile],
    to: &mut impl Write,
) -> io::Result<()> {
    let (plan, read) = (run.plan, &run.cases.read);
    document(
        &Manifest {
            tool: Tool {
                name: "redflag",
                version: env!("CARGO_PKG_VERSION"),
            },
            run_digest,
            pack_sha256: &plan.pack_sha256,
            overlay_sha256: plan.overlay_sha256.as_deref(),
            indicators: indicators(run),
            departures: &plan.departures,
            mapping: Mapping {
                name: &read.mapping,
                sha256: &read.mapping_sha256,
            },
            base: run.base.code(),
            baseline: run.cases.baseline.as_ref(),
            reference_day: run.cases.reference_day.map(|day| time::format_day(day * time::DAY)),
            limits: Limits {
                hub: plan.limits.hub,
                case_subjects: plan.limits.case_subjects,
            },
            options,
            data: data(run),
            inputs: &read.files,
            context: &run.cases.context,
            outputs,
        },
        to,
    )
}

fn indicators<'a>(run: &Run<'a>) -> Vec<Indicator<'a>> {
    let mut indicators: Vec<Indicator<'a>> = run
        .plan
        .indicators
        .iter()
        .map(|it| Indicator {
            id: &it.id,
            version: &it.version,
            status: &it.status,
            enabled: it.enabled,
        })
        .collect();
    indicators.sort_unstable_by_key(|it| it.id);
    indicators
}

fn data<'a>(run: &Run<'a>) -> Vec<DataFile<'a>> {
    data_files(run.plan)
        .into_iter()
        .map(|((kind, name), from)| DataFile {
            kind,
            name,
            title: &from.title,
            as_of: &from.as_of,
            source: &from.source,
            licence: &from.licence,
            basis: &from.basis,
            file: &from.file,
            sha256: &from.sha256,
        })
        .collect()
}
