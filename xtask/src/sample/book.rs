//! A book of invented movements, and the canonical file it becomes.

use super::calendar::Moment;
use super::rng::Rng;

/// One end of a movement; all blank where the bank would know nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Party {
    /// Account, blank where the export would leave it blank.
    pub(crate) account: String,
    /// Name as booked.
    pub(crate) name: String,
    /// Two-letter country of the account.
    pub(crate) country: &'static str,
}

/// Where a card was used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shop {
    /// Merchant category code.
    pub(crate) mcc: &'static str,
    /// Name on the slip.
    pub(crate) merchant: &'static str,
    /// Town.
    pub(crate) place: &'static str,
}

/// An amount in minor units with its currency; every currency used here has two decimals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Money {
    /// Minor units.
    pub(crate) cents: i64,
    /// ISO 4217 code.
    pub(crate) currency: &'static str,
}

/// Whole and hundredth euros.
pub(crate) fn eur(cents: i64) -> Money {
    Money { cents, currency: "EUR" }
}

/// One movement.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) at: Moment,
    pub(crate) money: Money,
    pub(crate) channel: &'static str,
    pub(crate) from: Party,
    pub(crate) to: Party,
    pub(crate) shop: Shop,
    pub(crate) memo: String,
}

/// The movements so far, and the numbers they are drawn from.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) rng: Rng,
    pub(crate) rows: Vec<Row>,
    accounts: usize,
}

impl Book {
    /// An empty book.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self {
            rng: Rng::seeded(seed),
            rows: Vec::new(),
            accounts: 0,
        }
    }

    /// An account number never given before; the letter says who keeps the account.
    pub(crate) fn new_account(&mut self, keeper: char) -> String {
        self.accounts += 1;
        format!("{keeper}{:05}", 10_000 + self.accounts * 7)
    }

    /// A payment from one party to another.
    pub(crate) fn pay(
        &mut self,
        (from, to): (&Party, &Party),
        at: Moment,
        money: Money,
        channel: &'static str,
        memo: &str,
    ) {
        self.rows.push(Row {
            at,
            money,
            channel,
            from: from.clone(),
            to: to.clone(),
            shop: Shop::default(),
            memo: memo.to_owned(),
        });
    }

    /// A card purchase.
    pub(crate) fn card(&mut self, payer: &Party, at: Moment, money: Money, shop: Shop) {
        self.rows.push(Row {
            at,
            money,
            channel: "card",
            from: payer.clone(),
            to: Party::default(),
            shop,
            memo: String::new(),
        });
    }

    /// Notes paid in, at a counter (`cash`) or a machine (`atm`).
    pub(crate) fn pay_in(
        &mut self,
        holder: &Party,
        at: Moment,
        money: Money,
        (channel, place): (&'static str, &'static str),
    ) {
        self.rows.push(Row {
            at,
            money,
            channel,
            from: Party::default(),
            to: holder.clone(),
            shop: Shop {
                place,
                ..Shop::default()
            },
            memo: String::new(),
        });
    }

    /// Notes taken out of a machine.
    pub(crate) fn draw(&mut self, holder: &Party, at: Moment, money: Money, place: &'static str) {
        self.rows.push(Row {
            at,
            money,
            channel: "atm",
            from: holder.clone(),
            to: Party::default(),
            shop: Shop {
                mcc: "6011",
                place,
                ..Shop::default()
            },
            memo: String::new(),
        });
    }

    /// The movements in order of time, as the canonical CSV.
    pub(crate) fn canonical_csv(&self) -> String {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| row.at.instant());
        let mut csv = String::from(CANONICAL);
        for (number, row) in rows.into_iter().enumerate() {
            csv.push_str(&line(number + 1, row));
        }
        csv
    }
}

const CANONICAL: &str = "tx_id,timestamp,amount,currency,channel,originator_account,originator_name,originator_country,beneficiary_account,beneficiary_name,beneficiary_country,mcc,merchant,place,memo\n";

fn line(number: usize, row: &Row) -> String {
    let fields = [
        format!("T{number:06}"),
        row.at.stamp(),
        decimal(row.money.cents, '.'),
        row.money.currency.to_owned(),
        row.channel.to_owned(),
        row.from.account.clone(),
        row.from.name.clone(),
        row.from.country.to_owned(),
        row.to.account.clone(),
        row.to.name.clone(),
        row.to.country.to_owned(),
        row.shop.mcc.to_owned(),
        row.shop.merchant.to_owned(),
        row.shop.place.to_owned(),
        row.memo.clone(),
    ];
    csv_line(&fields, ',')
}

/// Minor units as a decimal number with two places.
pub(crate) fn decimal(cents: i64, point: char) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}{point}{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// One line of CSV, quoted only where it must be.
pub(crate) fn csv_line<S: AsRef<str>>(fields: &[S], separator: char) -> String {
    let mut line = String::new();
    for (position, field) in fields.iter().enumerate() {
        if position > 0 {
            line.push(separator);
        }
        push_quoted(&mut line, field.as_ref(), separator);
    }
    line.push('\n');
    line
}

fn push_quoted(line: &mut String, field: &str, separator: char) {
    if field.contains(['"', '\n', '\r', separator]) {
        line.push('"');
        line.push_str(&field.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::{csv_line, decimal};

    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        assert_eq!(
            csv_line(&["plain", "a,b", "say \"so\""], ','),
            "plain,\"a,b\",\"say \"\"so\"\"\"\n"
        );
    }

    #[test]
    fn cents_become_two_places() {
        assert_eq!(decimal(5, '.'), "0.05");
        assert_eq!(decimal(-123_456, ','), "-1234,56");
    }
}
