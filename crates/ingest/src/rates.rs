//! The user's own exchange rates.

use crate::sheet::{Sheet, SheetRow};
use redflag_model::{ContextFile, Currency, Rates, Ratio, ReadError, time};
use std::path::Path;

/// Columns that are read; the first three must be there and filled.
const COLUMNS: [&str; 4] = ["date", "currency", "rate", "base"];
/// More digits than any rate has; a larger number would not fit.
const MOST_DIGITS: usize = 12;

/// Reads dated exchange rates and puts them in the place of known ones: CSV with a header `date,currency,rate,base`, where one unit of `base` (EUR where
/// empty) is worth `rate` units of `currency`. From a currency's first day in the file on only the file's rates count for it; before it the known ones stand.
///
/// # Errors
/// [`ReadError`] with file, line and column where the file can't be read, a value is none, or a rate against another base meets no rate of that base.
pub fn open_rates(path: &Path, rates: &mut Rates) -> Result<ContextFile, ReadError> {
    let sheet = Sheet::open(path, &COLUMNS)?;
    let places = sheet.places(["date", "currency", "rate"], &COLUMNS)?;
    let lines: Result<Vec<Line>, ReadError> = sheet.rows.iter().map(|row| line(&sheet, row, places)).collect();
    let lines = lines?;
    let euro = lines.iter().filter(|line| line.base == Currency::EUR);
    rates.replace(euro.map(|line| (line.day, line.currency, line.rate)));
    let mut crossed = Vec::new();
    for (line, row) in lines
        .iter()
        .zip(&sheet.rows)
        .filter(|(line, _)| line.base != Currency::EUR)
    {
        let Some(rate) = crossed_rate(line, rates) else {
            let message = format!("one {} has no known worth in euros on that day", line.base);
            return Err(sheet.wrong(
                row,
                places[2],
                message,
                "give the rate against EUR, or add that of the base",
            ));
        };
        crossed.push(rate);
    }
    rates.replace(crossed.into_iter());
    Ok(sheet.report("rates", &COLUMNS))
}

/// One row: a unit of `base` is worth `rate` units of `currency`.
struct Line {
    day: i64,
    currency: Currency,
    rate: Ratio,
    base: Currency,
}

/// The units of a currency for one euro, by way of another currency.
fn crossed_rate(line: &Line, rates: &Rates) -> Option<(i64, Currency, Ratio)> {
    if line.currency == Currency::EUR {
        return Some((line.day, line.base, Ratio::ONE.checked_div(line.rate)?));
    }
    let base = rates.per_euro(line.base, line.day)?;
    Some((line.day, line.currency, line.rate.checked_mul(base)?))
}

fn line(sheet: &Sheet, row: &SheetRow, [date, currency, rate]: [usize; 3]) -> Result<Line, ReadError> {
    let day = read(sheet, row, date, "day", "write it as 2025-03-31", time::parse_day)?;
    let code = "write three letters of ISO 4217, such as USD";
    let currency_read = read(sheet, row, currency, "currency", code, Currency::from_code)?;
    let number = "write a decimal above zero such as 1.0834, without marks between thousands";
    let rate_read = read(sheet, row, rate, "rate", number, decimal)?;
    let base = sheet.column("base").filter(|&at| row.text(Some(at)).is_some());
    let base_read = match base {
        Some(at) => read(sheet, row, at, "currency", code, Currency::from_code)?,
        None => Currency::EUR,
    };
    if base_read == currency_read {
        let message = format!("a rate of {currency_read} against itself");
        return Err(sheet.wrong(row, currency, message, "take the row out"));
    }
    Ok(Line {
        day,
        currency: currency_read,
        rate: rate_read,
        base: base_read,
    })
}

fn read<T>(
    sheet: &Sheet,
    row: &SheetRow,
    at: usize,
    what: &str,
    hint: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, ReadError> {
    let text = row.text(Some(at)).unwrap_or_default();
    read(text).ok_or_else(|| sheet.wrong(row, at, format!("`{text}` is no {what}"), hint))
}

/// A decimal above zero, exactly.
fn decimal(text: &str) -> Option<Ratio> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = [whole, fraction].concat();
    let plain = !whole.is_empty() && whole.len() <= MOST_DIGITS && fraction.len() <= MOST_DIGITS;
    let mantissa: i128 = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    let scale = u32::try_from(fraction.len()).ok()?;
    (plain && mantissa > 0).then(|| Ratio::scaled(mantissa, scale))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_over(text: &str, rates: &mut Rates) -> Result<ContextFile, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rates.csv");
        std::fs::write(&path, text).unwrap();
        open_rates(&path, rates)
    }

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    fn day(text: &str) -> i64 {
        time::parse_day(text).unwrap()
    }

    #[test]
    fn own_rates_stand_from_their_first_day_on() {
        let usd = currency("USD");
        let mut rates = Rates::default();
        for (at, hundredths) in [("2024-01-01", 110), ("2025-06-01", 120)] {
            assert!(rates.add(day(at), usd, Ratio::scaled(hundredths, 2).unwrap()));
        }
        let text = "date,currency,rate,base\n2025-01-01,USD,1.25,\n2025-01-01,GBP,0.8,USD\n2025-01-01,EUR,0.5,CHF\n";
        let file = read_over(text, &mut rates).unwrap();
        assert_eq!((file.kind.as_str(), file.rows), ("rates", 3));
        let worth = |code: &str, at: &str| rates.convert(10_000, Currency::EUR, currency(code), day(at));
        assert_eq!(worth("USD", "2024-05-01"), Some(11_000));
        assert_eq!(
            worth("USD", "2025-12-01"),
            Some(12_500),
            "the shipped rate of June is put aside"
        );
        assert_eq!(worth("GBP", "2025-02-01"), Some(10_000));
        assert_eq!(worth("CHF", "2025-02-01"), Some(20_000));
        assert_eq!(worth("CHF", "2024-02-01"), None);
        assert_eq!(rates.reference_day(), Some(day("2025-01-01")));
    }

    #[test]
    fn what_is_no_rate_is_an_error_with_its_place() {
        for (row, words) in [
            ("01/02/2025,USD,1.1,", "rates.csv:2:1: `01/02/2025` is no day"),
            ("2025-01-01,DOLLAR,1.1,", "2:2: `DOLLAR` is no currency"),
            ("2025-01-01,USD,\"1,1\",", "2:3: `1,1` is no rate"),
            ("2025-01-01,USD,0,", "`0` is no rate"),
            ("2025-01-01,USD,-1,", "`-1` is no rate"),
            ("2025-01-01,USD,1.0000000000001,", "is no rate"),
            ("2025-01-01,USD,1,USD", "against itself"),
            ("2025-01-01,USD,1,JPY", "one JPY has no known worth"),
        ] {
            let error = read_over(&format!("date,currency,rate,base\n{row}\n"), &mut Rates::default());
            let error = error.unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
