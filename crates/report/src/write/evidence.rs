//! `evidence.csv`: every leg of every finding with its place in the input and the texts of its row.

use super::cells::Cells;
use crate::Run;
use redflag_model::{Column, Direction, EvidenceLeg, Finding, time};
use std::io::{self, Write};

const HEADER: [&str; 16] = [
    "finding_id",
    "tx_id",
    "row",
    "file",
    "line",
    "byte",
    "direction",
    "time",
    "amount",
    "currency",
    "counterparty",
    "counterparty_name",
    "channel",
    "merchant",
    "place",
    "memo",
];

/// Writes the evidence of all findings.
///
/// # Errors
/// What the writer says.
pub fn evidence_csv(run: &Run<'_>, to: &mut impl Write) -> io::Result<()> {
    let mut cells = Cells::new(to);
    cells.row(HEADER)?;
    for finding in &run.cases.findings {
        for leg in &finding.evidence {
            row(&mut cells, run, finding, leg)?;
        }
    }
    cells.finish().map(drop)
}

fn row<W: Write>(cells: &mut Cells<W>, run: &Run<'_>, finding: &Finding, leg: &EvidenceLeg) -> io::Result<()> {
    let file = usize::try_from(leg.position.file)
        .ok()
        .and_then(|at| run.cases.read.files.get(at));
    cells.row([
        finding.finding_id.as_str(),
        &leg.tx_id,
        &leg.row,
        file.map_or("", |file| file.name.as_str()),
        &leg.position.line.to_string(),
        &leg.position.byte.to_string(),
        leg.direction.name(),
        &time::format_instant(leg.time),
        &leg.amount,
        leg.currency.code(),
        leg.counterparty.as_deref().unwrap_or_default(),
        text(leg, counterparty_name(leg.direction)),
        text(leg, Column::Channel),
        text(leg, Column::Merchant),
        text(leg, Column::Place),
        text(leg, Column::Memo),
    ])
}

fn counterparty_name(direction: Direction) -> Column {
    match direction {
        Direction::In => Column::OriginatorName,
        Direction::Out => Column::BeneficiaryName,
    }
}

fn text(leg: &EvidenceLeg, column: Column) -> &str {
    leg.texts
        .iter()
        .find(|(known, _)| *known == column)
        .map_or("", |(_, text)| text)
}
