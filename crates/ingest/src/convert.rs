//! Texts into a typed row, or the reason why not.

use crate::amount::Signed;
use crate::codes::status_of;
use crate::identity::Core;
use crate::layout::{Cell, Layout, Party};
use crate::mapping::Mapping;
use crate::texts::{Split, View};
use crate::timestamp::Stamp;
use crate::zones::CountryZones;
use redflag_model::{
    Column, Currency, Direction, NO_OFFSET, Needs, PartyText, Position, Reason, Row, Statement, Status,
};

/// Why a row is rejected, and the column to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) column: Option<Column>,
    pub(crate) reason: Reason,
}

impl Fault {
    const fn of(column: Column, reason: Reason) -> Self {
        Self {
            column: Some(column),
            reason,
        }
    }
}

/// What one read does with the rows of one file.
#[derive(Clone, Copy)]
pub(crate) struct Converter<'p> {
    pub(crate) mapping: &'p Mapping,
    pub(crate) layout: &'p Layout,
    pub(crate) needs: &'p Needs,
    pub(crate) zones: &'p CountryZones,
    parties: (Party, Party),
    by_amount: bool,
}

impl<'p> Converter<'p> {
    pub(crate) fn new(mapping: &'p Mapping, layout: &'p Layout, needs: &'p Needs, zones: &'p CountryZones) -> Self {
        Self {
            mapping,
            layout,
            needs,
            zones,
            parties: layout.parties(),
            by_amount: layout.amount_tells_direction(),
        }
    }

    /// The columns that the row reads.
    pub(crate) fn columns(&self) -> Vec<(Column, Cell)> {
        let read = |column: Column| match column {
            Column::Memo => self.needs.wants(column) || self.needs.memo.is_some(),
            Column::Channel
            | Column::Mcc
            | Column::Merchant
            | Column::Place
            | Column::PlaceCountry
            | Column::Terminal
            | Column::Branch => self.needs.wants(column),
            _ => true,
        };
        let cells = self.layout.cells.iter().filter(|(column, _)| read(*column));
        cells.cloned().collect()
    }

    pub(crate) fn stamp(&self, view: &View<'_>) -> Result<Stamp, Fault> {
        let text = view
            .get(Column::Timestamp)
            .ok_or(Fault::of(Column::Timestamp, Reason::NoTimestamp))?;
        let stamp = self.mapping.times.read(text);
        stamp.ok_or(Fault::of(Column::Timestamp, Reason::BadTimestamp))
    }

    /// The amount and its currency. `last` is the currency found last, which is mostly this one too.
    pub(crate) fn money(&self, view: &View<'_>, last: &mut Option<Currency>) -> Result<(Currency, Signed), Fault> {
        let text = view
            .get(Column::Amount)
            .ok_or(Fault::of(Column::Amount, Reason::NoAmount))?;
        let code = view
            .get(Column::Currency)
            .ok_or(Fault::of(Column::Currency, Reason::NoCurrency))?;
        let currency = match last {
            Some(known) if known.code() == code => *known,
            _ => self
                .mapping
                .values
                .currency(code)
                .ok_or(Fault::of(Column::Currency, Reason::UnknownCurrency))?,
        };
        *last = Some(currency);
        let fault = |reason| Fault::of(Column::Amount, reason);
        let amount = self.mapping.amounts.read(text, currency).map_err(fault)?;
        match view.split {
            Some(Split::Both) => Err(fault(Reason::BadAmount)),
            Some(Split::One(Direction::Out)) => Ok((currency, amount)),
            _ if amount.minus && amount.magnitude > 0 && !self.signed(view) => Err(fault(Reason::NegativeAmount)),
            _ => Ok((currency, amount)),
        }
    }

    /// True where a minus means that money leaves.
    fn signed(&self, view: &View<'_>) -> bool {
        self.by_amount && view.split.is_none()
    }

    /// The direction of a statement line.
    pub(crate) fn direction(&self, view: &View<'_>, amount: Option<Signed>) -> Result<Option<Direction>, Fault> {
        if !self.layout.statement {
            return Ok(None);
        }
        let direction = match (self.by_amount, view.split, amount) {
            (true, Some(Split::One(direction)), _) => Some(direction),
            (true, _, Some(amount)) => Some(if amount.minus { Direction::Out } else { Direction::In }),
            (true, ..) => None,
            _ => view
                .get(Column::Direction)
                .and_then(|text| self.mapping.values.direction(text)),
        };
        let column = if self.by_amount {
            Column::Amount
        } else {
            Column::Direction
        };
        direction.map(Some).ok_or(Fault::of(column, Reason::BadDirection))
    }

    /// What digests are made of.
    pub(crate) fn core(
        &self,
        view: &View<'_>,
        money: Result<(Currency, Signed), Fault>,
        stamp: Result<Stamp, Fault>,
    ) -> Core {
        let money = money.ok();
        Core {
            stamp: stamp.ok(),
            money,
            direction: self.direction(view, money.map(|(_, amount)| amount)).ok().flatten(),
        }
    }

    /// The typed row, but for its identifier.
    pub(crate) fn row<'a>(
        &self,
        view: &View<'a>,
        stamp: Stamp,
        (currency, amount): (Currency, Signed),
        position: Position,
    ) -> Result<Row<'a>, Fault> {
        let direction = self.direction(view, Some(amount))?;
        let first = self.party(view, self.parties.0)?;
        let second = self.party(view, self.parties.1)?;
        if [first, second]
            .iter()
            .all(|party| party.account.is_none() && party.name.is_none())
        {
            return Err(Fault {
                column: None,
                reason: Reason::NoParty,
            });
        }
        let (statement, originator, beneficiary) = match direction {
            None => (Statement::Both, first, second),
            Some(Direction::Out) => (Statement::Originator, first, second),
            Some(Direction::In) => (Statement::Beneficiary, second, first),
        };
        let memo = view.get(Column::Memo);
        Ok(Row {
            tx_id: "",
            id_derived: false,
            time: stamp.time,
            by_day: stamp.by_day,
            offsets: self.offsets(stamp, [originator.country, beneficiary.country]),
            amount: amount.magnitude,
            currency,
            channel: coded(view, Column::Channel, Reason::UnknownChannel, |text| {
                self.mapping.values.channel(text)
            })?,
            originator,
            beneficiary,
            statement,
            own: self.own(statement, [originator.bank, beneficiary.bank]),
            mcc: coded(view, Column::Mcc, Reason::BadMcc, crate::codes::mcc)?,
            merchant: view.get(Column::Merchant),
            place: view.get(Column::Place),
            place_country: self.country(view, Column::PlaceCountry)?,
            terminal: view.get(Column::Terminal),
            branch: view.get(Column::Branch),
            memo,
            memo_bits: self.memo_bits(memo),
            status: self.status(view)?,
            reversal_of: view.get(Column::ReversalOf),
            position,
        })
    }

    /// One side. Its country is read where someone asks: the consumer, the local hour, or the identity of a side without an account.
    fn party<'a>(&self, view: &View<'a>, [account, name, country, bank, place]: Party) -> Result<PartyText<'a>, Fault> {
        let account = view.get(account);
        let asked = account.is_none() || self.needs.local_time || self.asks_country(country);
        Ok(PartyText {
            account,
            name: view.get(name),
            country: if asked { self.country(view, country)? } else { None },
            bank: view.get(bank),
            place: view.get(place),
        })
    }

    fn asks_country(&self, country: Column) -> bool {
        let either = self.needs.wants(Column::OriginatorCountry) || self.needs.wants(Column::BeneficiaryCountry);
        self.needs.wants(country) || (self.layout.statement && either)
    }

    fn country(&self, view: &View<'_>, column: Column) -> Result<Option<&'static str>, Fault> {
        coded(view, column, Reason::BadCountry, |text| {
            self.mapping.values.country(text)
        })
    }

    fn status(&self, view: &View<'_>) -> Result<Status, Fault> {
        let word = coded(view, Column::Status, Reason::UnknownStatus, |text| {
            self.mapping.values.status(text)
        })?;
        Ok(word.map_or(Status::Booked, status_of))
    }

    fn memo_bits(&self, memo: Option<&str>) -> u64 {
        match (&self.needs.memo, memo) {
            (Some(classifier), Some(memo)) => classifier.classify(memo),
            _ => 0,
        }
    }

    fn offsets(&self, stamp: Stamp, countries: [Option<&str>; 2]) -> [i16; 2] {
        if !self.needs.local_time || stamp.by_day {
            return [NO_OFFSET; 2];
        }
        match stamp.offset {
            Some(offset) => [offset; 2],
            None => countries.map(|country| {
                let minutes = country.and_then(|country| self.zones.minutes(country, stamp.time));
                minutes.unwrap_or(NO_OFFSET)
            }),
        }
    }

    fn own(&self, statement: Statement, banks: [Option<&str>; 2]) -> [Option<bool>; 2] {
        match statement {
            Statement::Originator => [Some(true), None],
            Statement::Beneficiary => [None, Some(true)],
            Statement::Both if self.mapping.home_banks.is_empty() => [None, None],
            Statement::Both => banks.map(|bank| bank.map(|bank| self.is_home(bank))),
        }
    }

    /// A BIC of eight characters names every branch of the institution.
    fn is_home(&self, bank: &str) -> bool {
        self.mapping.home_banks.iter().any(|home| {
            let branch = home.len() == 8 && bank.len() == 11;
            let compared = if branch { bank.get(..8).unwrap_or(bank) } else { bank };
            home.eq_ignore_ascii_case(compared)
        })
    }
}

/// What the code of a column means; an empty one means nothing.
fn coded<T>(
    view: &View<'_>,
    column: Column,
    reason: Reason,
    meaning: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Fault> {
    match view.get(column) {
        None => Ok(None),
        Some(text) => meaning(text).map(Some).ok_or(Fault::of(column, reason)),
    }
}
