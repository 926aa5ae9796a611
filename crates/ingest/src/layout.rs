//! A mapping fitted to one file's header.

use crate::mapping::{ColumnRule, From, Mapping};
use crate::suggest::{listing, nearest};
use redflag_model::{Column, ColumnSet, ReadError, ReadErrorKind};
use std::collections::BTreeSet;
use std::path::Path;

/// Where each canonical column of one file comes from.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Names of the file's columns, trimmed.
    pub(crate) header: Vec<String>,
    /// Canonical columns in order.
    pub(crate) cells: Vec<(Column, Cell)>,
    /// True where rows are lines of one account's statement.
    pub(crate) statement: bool,
    /// Rows whose two sides stand exchanged.
    pub(crate) swap: Option<Swap>,
}

/// The field and its texts that tell a row whose two sides stand exchanged.
#[derive(Clone, Debug)]
pub(crate) struct Swap {
    pub(crate) field: usize,
    pub(crate) values: Vec<String>,
}

/// Where a text comes from, by the number of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Field(usize),
    Joined(Vec<usize>),
    Fixed(String),
    /// An amount whose minus means money that leaves.
    Sign(usize),
    /// Money that leaves or money that arrives.
    Split {
        debit: usize,
        credit: usize,
    },
}

impl Cell {
    /// The field to blame, from 1.
    pub(crate) fn blame(&self) -> Option<u32> {
        let field = match self {
            Self::Field(field) | Self::Sign(field) | Self::Split { debit: field, .. } => *field,
            Self::Joined(fields) => *fields.first()?,
            Self::Fixed(_) => return None,
        };
        u32::try_from(field + 1).ok()
    }
}

const OWN: [Column; 5] = [
    Column::Account,
    Column::AccountName,
    Column::AccountCountry,
    Column::AccountBank,
    Column::AccountPlace,
];
const OTHER: [Column; 5] = [
    Column::Counterparty,
    Column::CounterpartyName,
    Column::CounterpartyCountry,
    Column::CounterpartyBank,
    Column::CounterpartyPlace,
];
const ORIGINATOR: [Column; 5] = [
    Column::OriginatorAccount,
    Column::OriginatorName,
    Column::OriginatorCountry,
    Column::OriginatorBank,
    Column::OriginatorPlace,
];
const BENEFICIARY: [Column; 5] = [
    Column::BeneficiaryAccount,
    Column::BeneficiaryName,
    Column::BeneficiaryCountry,
    Column::BeneficiaryBank,
    Column::BeneficiaryPlace,
];

/// The columns of the paying side with those of the paid side.
pub(crate) const SIDES: [(Column, Column); 5] = [
    (ORIGINATOR[0], BENEFICIARY[0]),
    (ORIGINATOR[1], BENEFICIARY[1]),
    (ORIGINATOR[2], BENEFICIARY[2]),
    (ORIGINATOR[3], BENEFICIARY[3]),
    (ORIGINATOR[4], BENEFICIARY[4]),
];

/// Account, name, country, institution and town of one side.
pub(crate) type Party = [Column; 5];

impl Layout {
    /// Fits a mapping to a header; the rules whose columns the file lacks come beside.
    pub(crate) fn fit<'m>(
        mapping: &'m Mapping,
        header: Vec<String>,
        file: &Path,
    ) -> Result<(Self, Vec<&'m ColumnRule>), ReadError> {
        let mut layout = Self {
            header,
            cells: Vec::new(),
            statement: false,
            swap: None,
        };
        let mut missing = Vec::new();
        match &mapping.columns {
            None => layout.take_canonical_names(file)?,
            Some(rules) => {
                for rule in rules {
                    match layout.cell(&rule.from, rule.optional) {
                        Some(cell) => layout.cells.push((rule.column, cell)),
                        None if rule.optional => {}
                        None => missing.push(rule),
                    }
                }
            }
        }
        layout.statement = layout.has(Column::Account) || layout.has(Column::AccountName);
        layout.check(mapping, file)?;
        layout.swap = layout.swapped(mapping, file)?;
        Ok((layout, missing))
    }

    fn take_canonical_names(&mut self, file: &Path) -> Result<(), ReadError> {
        for column in Column::ALL {
            let mut fields = self
                .header
                .iter()
                .enumerate()
                .filter(|(_, name)| *name == column.name());
            let Some((field, _)) = fields.next() else {
                continue;
            };
            if fields.next().is_some() {
                let error = wrong(file, format!("the column `{column}` occurs twice in the header"));
                return Err(error.with_hint("write a mapping that names one, for example \"amount#2\""));
            }
            self.cells.push((*column, Cell::Field(field)));
        }
        Ok(())
    }

    fn swapped(&self, mapping: &Mapping, file: &Path) -> Result<Option<Swap>, ReadError> {
        let Some(rule) = &mapping.swap else { return Ok(None) };
        let (line, place) = rule.at;
        let origin = &mapping.origin;
        if self.statement {
            let message = format!("{origin}:{line}:{place} exchanges the two sides, and a statement has one");
            return Err(wrong(file, message)
                .with_hint("take `swap` out; a direction can be translated under [values.direction]"));
        }
        let Some(field) = self.field(&rule.source) else {
            let names = || self.header.iter().map(String::as_str);
            let message = format!(
                "no column `{}`, which {origin}:{line}:{place} asks for; its header has: {}",
                rule.source,
                listing(names())
            );
            return Err(wrong(file, message).with_hint(match nearest(&rule.source, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "correct the mapping, or leave the file out".to_owned(),
            }));
        };
        Ok(Some(Swap {
            field,
            values: rule.values.clone(),
        }))
    }

    /// Where a text stands in this file; of optional columns those that are there are joined.
    fn cell(&self, from: &From, optional: bool) -> Option<Cell> {
        Some(match from {
            From::Value(text) => Cell::Fixed(text.clone()),
            From::Sign(name) => Cell::Sign(self.field(name)?),
            From::Split { debit, credit } => Cell::Split {
                debit: self.field(debit)?,
                credit: self.field(credit)?,
            },
            From::Columns(names) => {
                let fields: Vec<usize> = names.iter().filter_map(|name| self.field(name)).collect();
                if fields.len() < names.len() && !optional {
                    return None;
                }
                match fields.as_slice() {
                    [] => return None,
                    [field] => Cell::Field(*field),
                    _ => Cell::Joined(fields),
                }
            }
        })
    }

    /// The field of a name; `Account#2` is the second of that name.
    fn field(&self, name: &str) -> Option<usize> {
        let at = |wanted: &str, nth: usize| {
            let mut fields = self.header.iter().enumerate().filter(|(_, known)| *known == wanted);
            fields.nth(nth).map(|(field, _)| field)
        };
        at(name, 0).or_else(|| {
            let (base, nth) = name.rsplit_once('#')?;
            at(base.trim_end(), nth.parse::<usize>().ok()?.checked_sub(1)?)
        })
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        self.cells.iter().any(|(known, _)| *known == column)
    }

    pub(crate) fn cell_of(&self, column: Column) -> Option<&Cell> {
        self.cells
            .iter()
            .find(|(known, _)| *known == column)
            .map(|(_, cell)| cell)
    }

    /// True where the amount tells the direction.
    pub(crate) fn amount_tells_direction(&self) -> bool {
        matches!(self.cell_of(Column::Amount), Some(Cell::Sign(_) | Cell::Split { .. }))
    }

    /// The columns of both sides: originator and beneficiary, or the account's own side and the other.
    pub(crate) fn parties(&self) -> [Party; 2] {
        if self.statement {
            [OWN, OTHER]
        } else {
            [ORIGINATOR, BENEFICIARY]
        }
    }

    fn check(&self, mapping: &Mapping, file: &Path) -> Result<(), ReadError> {
        for column in [Column::Timestamp, Column::Amount, Column::Currency] {
            if !self.has(column) {
                return Err(self.lacks(column, mapping, file));
            }
        }
        let two_sided = ORIGINATOR.iter().chain(&BENEFICIARY).find(|&&column| self.has(column));
        match two_sided {
            Some(column) if self.statement => {
                let error = wrong(
                    file,
                    format!("`account` makes this a statement, `{column}` a list of transactions"),
                );
                return Err(error.with_hint("write a mapping that keeps one of the two"));
            }
            _ => {}
        }
        let named = |party: Party| self.has(party[0]) || self.has(party[1]);
        if !self.statement && !named(ORIGINATOR) && !named(BENEFICIARY) {
            return Err(self.lacks(Column::OriginatorAccount, mapping, file));
        }
        let told = self.amount_tells_direction();
        if self.statement && !told && !self.has(Column::Direction) {
            let error = self.lacks(Column::Direction, mapping, file);
            return Err(if error.hint.is_some() {
                error
            } else {
                error.with_hint("map it, or say amount = { column = \"…\", sign = \"direction\" }")
            });
        }
        if told && (!self.statement || self.has(Column::Direction)) {
            let error = wrong(
                file,
                "the amount tells the direction, which needs `account` and no `direction`",
            );
            return Err(error.with_hint("map `account`, which may be { value = \"…\" }, and leave `direction` out"));
        }
        Ok(())
    }

    fn lacks(&self, column: Column, mapping: &Mapping, file: &Path) -> ReadError {
        let rule = mapping.columns.iter().flatten().find(|rule| rule.column == column);
        self.lacks_rule(column, rule, mapping, file)
    }

    /// The error of a file that lacks a column, with what it has instead.
    pub(crate) fn lacks_rule(
        &self,
        column: Column,
        rule: Option<&ColumnRule>,
        mapping: &Mapping,
        file: &Path,
    ) -> ReadError {
        let names = || self.header.iter().map(String::as_str);
        let found = format!("its header has: {}", listing(names()));
        let absent = rule.and_then(|rule| rule.from.sources().into_iter().find(|name| self.field(name).is_none()));
        if let (Some(rule), Some(source)) = (rule, absent) {
            let (line, place) = rule.at;
            let message = format!(
                "no column `{source}`, which {}:{line}:{place} maps to `{column}`; {found}",
                mapping.origin
            );
            let error = wrong(file, message);
            return match nearest(source, names()) {
                Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                None => error.with_hint("correct the mapping, or leave the file out"),
            };
        }
        let error = wrong(file, format!("no column for `{column}`; {found}"));
        match nearest(column.name(), names()) {
            Some(near) => error.with_hint(format!(
                "did you mean `{near}`? A mapping can say {column} = \"{near}\""
            )),
            None if column == Column::Direction => error,
            None if mapping.columns.is_some() => error.with_hint(format!("add `{column}` to [columns] of the mapping")),
            None => error.with_hint("write a mapping file that names the file's columns"),
        }
    }

    /// The canonical columns that the file can fill. A statement fills either side's.
    pub(crate) fn columns(&self) -> ColumnSet {
        let mut set: ColumnSet = self.cells.iter().map(|(column, _)| *column).collect();
        if self.amount_tells_direction() {
            set.insert(Column::Direction);
        }
        for side in 0..4 {
            if set.contains(OWN[side]) || set.contains(OTHER[side]) {
                set.insert(ORIGINATOR[side]);
                set.insert(BENEFICIARY[side]);
            }
        }
        set
    }
}

/// The names that a mapping expects in a header.
pub(crate) fn expected_names(mapping: &Mapping) -> BTreeSet<&str> {
    match &mapping.columns {
        None => Column::ALL.iter().map(|column| column.name()).collect(),
        Some(rules) => rules
            .iter()
            .flat_map(|rule| rule.from.sources())
            .map(|name| name.rsplit_once('#').map_or(name, |(base, _)| base))
            .collect(),
    }
}

fn wrong(file: &Path, message: impl Into<String>) -> ReadError {
    ReadError::new(ReadErrorKind::Mapping, file, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(mapping: &str, header: &[&str]) -> Result<Layout, ReadError> {
        let mapping = Mapping::parse("bank.toml", &format!("format = 1\nname = \"bank\"\n{mapping}")).unwrap();
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        Layout::fit(&mapping, header, Path::new("tx.csv")).map(|(layout, _)| layout)
    }

    #[test]
    fn a_missing_column_is_named_with_what_there_is() {
        let error = fit("", &["timestmap", "amount", "currency", "originator_account"]).unwrap_err();
        assert_eq!(error.file.as_deref(), Some(Path::new("tx.csv")));
        assert!(
            error.message.contains("`timestamp`") && error.message.contains("timestmap, amount"),
            "{error}"
        );
        assert!(error.hint.unwrap().contains("did you mean `timestmap`?"));

        let columns = "[columns]\ntimestamp = \"Datum\"\namount = \"Betrag\"\ncurrency = { value = \"EUR\" }\noriginator_account = \"Konto\"";
        let error = fit(columns, &["Datum", "Betrage", "Konto"]).unwrap_err();
        assert!(
            error.message.contains("`Betrag`") && error.message.contains("bank.toml:5:1"),
            "{error}"
        );
        assert_eq!(error.hint.as_deref(), Some("did you mean `Betrage`?"));
    }

    #[test]
    fn a_name_that_occurs_twice_is_numbered() {
        let columns = "[columns]\ntimestamp = \"t\"\namount = \"a\"\ncurrency = \"c\"\noriginator_account = \"Account\"\nbeneficiary_account = \"Account#2\"";
        let layout = fit(columns, &["t", "Account", "a", "Account", "c"]).unwrap();
        assert_eq!(layout.cell_of(Column::OriginatorAccount), Some(&Cell::Field(1)));
        assert_eq!(layout.cell_of(Column::BeneficiaryAccount), Some(&Cell::Field(3)));
        assert!(fit("", &["timestamp", "amount", "amount", "currency", "originator_account"]).is_err());
    }

    #[test]
    fn an_exchange_of_sides_needs_two_sides_and_its_column() {
        let columns = "swap = { column = \"kind\", values = [\"IN\"] }\n[columns]\ntimestamp = \"t\"\namount = \"a\"\ncurrency = \"c\"\n";
        let two_sided = format!("{columns}originator_account = \"x\"");
        assert!(fit(&two_sided, &["t", "a", "c", "x", "kind"]).unwrap().swap.is_some());
        let error = fit(&two_sided, &["t", "a", "c", "x", "kinds"]).unwrap_err();
        assert!(
            error.message.contains("no column `kind`, which bank.toml:3:8"),
            "{error}"
        );
        assert_eq!(error.hint.as_deref(), Some("did you mean `kinds`?"));
        let statement = format!("{columns}account = \"x\"\ndirection = \"d\"");
        let error = fit(&statement, &["t", "a", "c", "x", "d", "kind"]).unwrap_err();
        assert!(error.message.contains("statement"), "{error}");
    }

    #[test]
    fn statements_need_a_direction_and_fill_both_sides() {
        assert!(fit("", &["timestamp", "amount", "currency", "account"]).is_err());
        assert!(
            fit(
                "",
                &[
                    "timestamp",
                    "amount",
                    "currency",
                    "account",
                    "direction",
                    "originator_name"
                ]
            )
            .is_err()
        );
        let layout = fit(
            "",
            &[
                "timestamp",
                "amount",
                "currency",
                "account",
                "direction",
                "counterparty_name",
            ],
        )
        .unwrap();
        assert!(layout.statement);
        assert!(
            layout.columns().contains(Column::BeneficiaryAccount) && layout.columns().contains(Column::OriginatorName)
        );
        assert!(!layout.columns().contains(Column::OriginatorBank));
        let signed = "[columns]\ntimestamp = \"t\"\namount = { column = \"a\", sign = \"direction\" }\ncurrency = \"c\"\naccount = { value = \"FR1\" }";
        assert!(
            fit(signed, &["t", "a", "c"])
                .unwrap()
                .columns()
                .contains(Column::Direction)
        );
        assert!(fit(&signed.replace("account =", "originator_account ="), &["t", "a", "c"]).is_err());
    }
}
