//! Mappings read from TOML, key by key.

use super::document::{Document, Value};
use super::{ColumnRule, From, Mapping, SwapRule};
use crate::codes::{Codes, STATUSES, Values, country, status_word};
use crate::encoding::Encoding;
use crate::pattern::Pattern;
use crate::suggest::nearest;
use crate::zones::ZoneTable;
use jiff::tz::TimeZoneDatabase;
use redflag_model::{Channel, Column, Currency, Direction, ReadError, time};
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeTable;

const KEYS: &[&str] = &[
    "format",
    "name",
    "base",
    "delimiter",
    "quote",
    "encoding",
    "decimal",
    "thousands",
    "timezone",
    "null",
    "iban",
    "home_banks",
    "header",
    "swap",
    "columns",
    "values",
];
const VALUES: &[&str] = &["channel", "direction", "status", "country", "currency"];
/// What a step may be.
const UNITS: [(&str, i64); 4] = [
    ("second", time::SECOND),
    ("minute", time::MINUTE),
    ("hour", time::HOUR),
    ("day", time::DAY),
];
/// No currency needs more digits; a larger number is a slip.
const MOST_DIGITS: u32 = 12;

/// Reads a mapping.
pub(super) fn mapping(origin: &str, text: &str) -> Result<Mapping, ReadError> {
    let document = Document { origin, text };
    let parsed = DeTable::parse(text).map_err(|error| {
        document
            .fault(&error.span().unwrap_or(0..0), error.message())
            .with_hint("a mapping is a TOML file")
    })?;
    Reader {
        document,
        mapping: Mapping::plain("", origin, text),
    }
    .read(parsed.get_ref())
}

struct Reader<'t> {
    document: Document<'t>,
    mapping: Mapping,
}

impl Reader<'_> {
    fn read(mut self, root: &DeTable<'_>) -> Result<Mapping, ReadError> {
        self.document.only(root, "key", KEYS)?;
        self.format(root.get("format"))?;
        let Some(name) = root.get("name") else {
            return Err(self
                .document
                .fault(&(0..0), "the mapping has no name")
                .with_hint("add name = \"…\""));
        };
        self.mapping.name = self.document.text_of(name, "name")?;
        for (key, value) in root {
            self.set(key.get_ref(), value)?;
        }
        self.check_marks(root)?;
        Ok(self.mapping)
    }

    fn format(&self, value: Option<&Value<'_>>) -> Result<(), ReadError> {
        let Some(value) = value else {
            return Err(self
                .document
                .fault(&(0..0), "the mapping does not say its format")
                .with_hint("add format = 1"));
        };
        match self.document.number(value, "format")? {
            1 => Ok(()),
            other => Err(self
                .document
                .fault(&value.span(), format!("format {other} is not known"))
                .with_hint("this program reads format = 1")),
        }
    }

    fn set(&mut self, key: &str, value: &Value<'_>) -> Result<(), ReadError> {
        let document = &self.document;
        match key {
            "base" => self.mapping.base = Some(currency(document, value, "base")?),
            "delimiter" => self.mapping.delimiter = Some(one_byte(document, value, key)?),
            "quote" => {
                let none = value.get_ref().as_str() == Some("");
                self.mapping.quote = if none {
                    None
                } else {
                    Some(one_byte(document, value, key)?)
                };
            }
            "encoding" => {
                let name = document.text_of(value, key)?;
                let known = Encoding::from_name(&name);
                let unknown = || document.unknown(&value.span(), "encoding", &name, &Encoding::NAMES);
                self.mapping.encoding = Some(known.ok_or_else(unknown)?);
            }
            "decimal" => self.mapping.amounts.decimal = one_byte(document, value, key)?,
            "thousands" => self.mapping.amounts.thousands = Some(one_character(document, value, key)?),
            "timezone" => self.mapping.times.zone = Some(Arc::new(time_zone(document, value)?)),
            "null" => self.mapping.null = plain_texts(document, value, key)?,
            "iban" => self.mapping.iban = document.flag(value, key)?,
            "home_banks" => self.mapping.home_banks = plain_texts(document, value, key)?,
            "header" => self.mapping.header = document.flag(value, key)?,
            "swap" => self.mapping.swap = Some(self.swap(value)?),
            "columns" => self.columns(value)?,
            "values" => self.mapping.values = values(document, document.table(value, key)?)?,
            _ => {}
        }
        Ok(())
    }

    fn check_marks(&self, root: &DeTable<'_>) -> Result<(), ReadError> {
        let at = |key: &str| root.get(key).map_or(0..0, toml::Spanned::span);
        let mapping = &self.mapping;
        if mapping.delimiter.is_some() && mapping.delimiter == mapping.quote {
            return Err(self
                .document
                .fault(&at("delimiter"), "delimiter and quote are the same"));
        }
        if mapping.amounts.thousands == Some(char::from(mapping.amounts.decimal)) {
            let error = self
                .document
                .fault(&at("thousands"), "decimal and thousands mark are the same");
            return Err(error.with_hint("give both, for example decimal = \",\" and thousands = \".\""));
        }
        Ok(())
    }

    fn columns(&mut self, value: &Value<'_>) -> Result<(), ReadError> {
        let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
        let table = self.document.table(value, "columns")?;
        self.document.only(table, "canonical column", &names)?;
        let mut rules = Vec::new();
        for column in Column::ALL {
            if let Some((key, value)) = table.get_key_value(column.name()) {
                rules.push(ColumnRule {
                    column: *column,
                    from: self.rule(*column, value)?,
                    at: self.document.place(key.span().start),
                    optional: self.optional(value)?,
                });
            }
        }
        self.mapping.columns = Some(rules);
        Ok(())
    }

    fn swap(&self, value: &Value<'_>) -> Result<SwapRule, ReadError> {
        let document = &self.document;
        let table = document.table(value, "swap")?;
        document.only(table, "key", &["column", "values"])?;
        let (Some(source), Some(values)) = (table.get("column"), table.get("values")) else {
            return Err(document
                .fault(&value.span(), "`swap` needs a column and its values")
                .with_hint("write swap = { column = \"…\", values = [\"…\"] }"));
        };
        Ok(SwapRule {
            source: self.source(&document.text_of(source, "column")?, &source.span())?,
            values: plain_texts(document, values, "values")?,
            at: document.place(value.span().start),
        })
    }

    fn optional(&self, value: &Value<'_>) -> Result<bool, ReadError> {
        let said = value.get_ref().as_table().and_then(|table| table.get("optional"));
        said.map_or(Ok(false), |said| self.document.flag(said, "optional"))
    }

    fn rule(&mut self, column: Column, value: &Value<'_>) -> Result<From, ReadError> {
        if let Some(name) = value.get_ref().as_str() {
            return Ok(From::Columns(vec![self.source(name, &value.span())?]));
        }
        let document = &self.document;
        let table = document.table(value, column.name())?;
        let keys: &[&str] = match column {
            Column::Timestamp => &[
                "column",
                "columns",
                "value",
                "optional",
                "formats",
                "precision",
                "unit",
                "start",
            ],
            Column::Amount => &[
                "column", "columns", "value", "optional", "scale", "sign", "debit", "credit",
            ],
            _ => &["column", "columns", "value", "optional"],
        };
        document.only(table, "key", keys)?;
        let from = self.from(table, &value.span())?;
        match column {
            Column::Timestamp => self.time_rules(table, &value.span())?,
            Column::Amount => return self.amount_rules(table, from, &value.span()),
            _ => {}
        }
        Ok(from)
    }

    fn from(&self, table: &DeTable<'_>, span: &Range<usize>) -> Result<From, ReadError> {
        let document = &self.document;
        let given: Vec<&str> = ["column", "columns", "value", "debit"]
            .into_iter()
            .filter(|key| table.contains_key(*key))
            .collect();
        match (given.as_slice(), given.first().and_then(|key| table.get(*key))) {
            (["column"], Some(value)) => {
                let name = document.text_of(value, "column")?;
                Ok(From::Columns(vec![self.source(&name, &value.span())?]))
            }
            (["columns"], Some(value)) => {
                let names = document.texts(value, "columns")?;
                let names: Result<Vec<_>, _> = names.iter().map(|(name, span)| self.source(name, span)).collect();
                let names = names?;
                if names.is_empty() {
                    return Err(document.fault(&value.span(), "the list of columns is empty"));
                }
                Ok(From::Columns(names))
            }
            (["value"], Some(value)) => Ok(From::Value(document.text_of(value, "value")?.trim().to_owned())),
            (["debit"], Some(value)) => {
                let debit = self.source(&document.text_of(value, "debit")?, &value.span())?;
                let Some(value) = table.get("credit") else {
                    return Err(document
                        .fault(span, "`debit` without `credit`")
                        .with_hint("name both columns"));
                };
                let credit = self.source(&document.text_of(value, "credit")?, &value.span())?;
                Ok(From::Split { debit, credit })
            }
            ([], _) => Err(document
                .fault(span, "no source is named")
                .with_hint("add column = \"…\" or value = \"…\"")),
            _ => Err(document
                .fault(span, format!("`{}` exclude each other", given.join("` and `")))
                .with_hint("keep one")),
        }
    }

    fn source(&self, name: &str, span: &Range<usize>) -> Result<String, ReadError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(self.document.fault(span, "the name of a column is empty"));
        }
        Ok(name.to_owned())
    }

    fn time_rules(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Result<(), ReadError> {
        let document = &self.document;
        if let Some(steps) = steps(document, table, span)? {
            self.mapping.times.patterns.push(steps);
        }
        if let Some(value) = table.get("formats") {
            for (text, span) in document.texts(value, "formats")? {
                let pattern = Pattern::parse(&text).map_err(|why| {
                    document
                        .fault(&span, why)
                        .with_hint("use a pattern such as \"%d/%m/%Y %H:%M\", or \"iso\", \"epoch\", \"epoch-ms\"")
                })?;
                self.mapping.times.patterns.push(pattern);
            }
        }
        if let Some(value) = table.get("precision") {
            let word = document.text_of(value, "precision")?;
            if word != "day" {
                return Err(document.unknown(&value.span(), "precision", &word, &["day"]));
            }
            self.mapping.times.by_day = true;
        }
        Ok(())
    }

    fn amount_rules(&mut self, table: &DeTable<'_>, from: From, span: &Range<usize>) -> Result<From, ReadError> {
        let document = &self.document;
        if let Some(value) = table.get("scale") {
            let scale = document.number(value, "scale")?;
            if scale > MOST_DIGITS {
                return Err(document.fault(&value.span(), format!("scale is {MOST_DIGITS} at most")));
            }
            self.mapping.amounts.scale = Some(scale);
        }
        let Some(value) = table.get("sign") else {
            return Ok(from);
        };
        let word = document.text_of(value, "sign")?;
        if word != "direction" {
            return Err(document.unknown(&value.span(), "sign", &word, &["direction"]));
        }
        match from {
            From::Columns(names) if names.len() == 1 => Ok(From::Sign(names.concat())),
            _ => Err(document
                .fault(span, "`sign` needs one column")
                .with_hint("write { column = \"…\", sign = \"direction\" }")),
        }
    }
}

/// Times that are counted in units from a start.
fn steps(document: &Document<'_>, table: &DeTable<'_>, span: &Range<usize>) -> Result<Option<Pattern>, ReadError> {
    const FORM: &str = "write { column = \"…\", unit = \"hour\", start = \"2025-01-01T00:00:00Z\" }";
    let (unit, start) = match (table.get("unit"), table.get("start"), table.get("formats")) {
        (None, None, _) => return Ok(None),
        (Some(unit), Some(start), None) => (unit, start),
        (.., Some(_)) => {
            let message = "`formats` exclude `unit` and `start`";
            return Err(document.fault(span, message).with_hint("keep one"));
        }
        _ => {
            return Err(document
                .fault(span, "`unit` and `start` belong together")
                .with_hint(FORM));
        }
    };
    let word = document.text_of(unit, "unit")?;
    let Some((_, micros)) = UNITS.iter().find(|(name, _)| *name == word) else {
        let known: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
        return Err(document.unknown(&unit.span(), "unit", &word, &known));
    };
    let text = document.text_of(start, "start")?;
    Pattern::steps(*micros, &text).map(Some).ok_or_else(|| {
        document
            .fault(&start.span(), format!("`{text}` is no time"))
            .with_hint(FORM)
    })
}

fn one_character(document: &Document<'_>, value: &Value<'_>, key: &str) -> Result<char, ReadError> {
    let text = document.text_of(value, key)?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if !letter.is_ascii_digit() && !matches!(letter, '-' | '+' | '\n' | '\r') => Ok(letter),
        _ => Err(document.fault(
            &value.span(),
            format!("`{key}` must be one character that is no digit, sign or line break"),
        )),
    }
}

fn one_byte(document: &Document<'_>, value: &Value<'_>, key: &str) -> Result<u8, ReadError> {
    let letter = one_character(document, value, key)?;
    let ascii = u8::try_from(letter).ok().filter(u8::is_ascii);
    ascii.ok_or_else(|| document.fault(&value.span(), format!("`{key}` must be an ASCII character")))
}

fn plain_texts(document: &Document<'_>, value: &Value<'_>, key: &str) -> Result<Vec<String>, ReadError> {
    let texts = document.texts(value, key)?;
    Ok(texts.into_iter().map(|(text, _)| text.trim().to_owned()).collect())
}

fn currency(document: &Document<'_>, value: &Value<'_>, key: &str) -> Result<Currency, ReadError> {
    let code = document.text_of(value, key)?;
    Currency::from_code(&code).ok_or_else(|| {
        let known: Vec<&str> = Currency::all().map(Currency::code).collect();
        document.unknown(&value.span(), "currency", &code, &known)
    })
}

fn time_zone(document: &Document<'_>, value: &Value<'_>) -> Result<ZoneTable, ReadError> {
    let name = document.text_of(value, "timezone")?;
    ZoneTable::of(&name).ok_or_else(|| {
        let database = TimeZoneDatabase::bundled();
        let known: Vec<String> = database.available().map(|zone| zone.to_string()).collect();
        let error = document.fault(&value.span(), format!("unknown time zone `{name}`"));
        match nearest(&name, known.iter().map(String::as_str)) {
            Some(near) => error.with_hint(format!("did you mean `{near}`?")),
            None => error.with_hint("use an IANA name such as Europe/Paris"),
        }
    })
}

fn values(document: &Document<'_>, tables: &DeTable<'_>) -> Result<Values, ReadError> {
    document.only(tables, "table of values", VALUES)?;
    let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.name()).collect();
    let statuses: Vec<&str> = STATUSES.iter().map(|(word, _)| *word).collect();
    let currencies: Vec<&str> = Currency::all().map(Currency::code).collect();
    Ok(Values {
        channel: codes(document, tables, "channel", &channels, Channel::from_name)?,
        direction: codes(document, tables, "direction", &["in", "out"], Direction::from_name)?,
        status: codes(document, tables, "status", &statuses, status_word)?,
        country: codes(document, tables, "country", &[], country)?,
        currency: codes(document, tables, "currency", &currencies, Currency::from_code)?,
    })
}

/// One table `the file's code = canonical`.
fn codes<T: Copy>(
    document: &Document<'_>,
    tables: &DeTable<'_>,
    name: &str,
    known: &[&str],
    meaning: impl Fn(&str) -> Option<T>,
) -> Result<Codes<T>, ReadError> {
    let Some(value) = tables.get(name) else {
        return Ok(Codes::default());
    };
    let mut codes = Vec::new();
    for (code, value) in document.table(value, name)? {
        let canonical = document.text_of(value, code.get_ref())?;
        let Some(meant) = meaning(&canonical) else {
            let error = document.unknown(&value.span(), name, &canonical, known);
            return Err(if known.is_empty() {
                error.with_hint("use a code of ISO 3166, such as FR")
            } else {
                error
            });
        };
        codes.push((code.get_ref().trim().to_owned(), meant));
    }
    Ok(Codes::new(codes))
}
