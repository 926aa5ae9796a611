//! Texts into a typed row, or the reason why not.

use crate::amount::Signed;
use crate::codes::status_of;
use crate::identity::Core;
use crate::layout::{Cell, Layout, Party};
use crate::mapping::Mapping;
use crate::memory::Memory;
use crate::texts::{ByColumn, Split};
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

/// What is read of a side that has an account.
#[expect(clippy::struct_excessive_bools, reason = "one switch per column of a side")]
#[derive(Clone, Copy)]
struct Asked {
    name: bool,
    country: bool,
    bank: bool,
    place: bool,
}

impl Asked {
    fn of([_, name, country, bank, place]: Party, needs: &Needs, layout: &Layout, mapping: &Mapping) -> Self {
        // A line of a statement fills either side.
        let asked = |column, either: [Column; 2]| {
            needs.wants(column) || (layout.statement && either.into_iter().any(|column| needs.wants(column)))
        };
        Self {
            name: asked(name, [Column::OriginatorName, Column::BeneficiaryName]),
            country: needs.local_time || asked(country, [Column::OriginatorCountry, Column::BeneficiaryCountry]),
            bank: !mapping.home_banks.is_empty() || asked(bank, [Column::OriginatorBank, Column::BeneficiaryBank]),
            place: asked(place, [Column::OriginatorPlace, Column::BeneficiaryPlace]),
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
    parties: [(Party, Asked); 2],
    by_amount: bool,
}

impl<'p> Converter<'p> {
    pub(crate) fn new(mapping: &'p Mapping, layout: &'p Layout, needs: &'p Needs, zones: &'p CountryZones) -> Self {
        Self {
            mapping,
            layout,
            needs,
            zones,
            parties: layout
                .parties()
                .map(|party| (party, Asked::of(party, needs, layout, mapping))),
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

    #[inline]
    pub(crate) fn stamp<'a>(&self, view: &impl ByColumn<'a>, memory: &mut Memory) -> Result<Stamp, Fault> {
        let text = view
            .get(Column::Timestamp)
            .ok_or(Fault::of(Column::Timestamp, Reason::NoTimestamp))?;
        let stamp = self.mapping.times.read(text, &mut memory.days);
        stamp.ok_or(Fault::of(Column::Timestamp, Reason::BadTimestamp))
    }

    /// The amount and its currency.
    #[inline]
    pub(crate) fn money<'a>(&self, view: &impl ByColumn<'a>, memory: &mut Memory) -> Result<(Currency, Signed), Fault> {
        let text = view
            .get(Column::Amount)
            .ok_or(Fault::of(Column::Amount, Reason::NoAmount))?;
        let code = view
            .get(Column::Currency)
            .ok_or(Fault::of(Column::Currency, Reason::NoCurrency))?;
        let currency = memory
            .currencies
            .get(code, |code| self.mapping.values.currency(code))
            .ok_or(Fault::of(Column::Currency, Reason::UnknownCurrency))?;
        let fault = |reason| Fault::of(Column::Amount, reason);
        let amount = self.mapping.amounts.read(text, currency).map_err(fault)?;
        match view.split() {
            Some(Split::Both) => Err(fault(Reason::BadAmount)),
            Some(Split::One(Direction::Out)) => Ok((currency, amount)),
            _ if amount.minus && amount.magnitude > 0 && !self.signed(view) => Err(fault(Reason::NegativeAmount)),
            _ => Ok((currency, amount)),
        }
    }

    /// True where a minus means that money leaves.
    #[inline]
    fn signed<'a>(&self, view: &impl ByColumn<'a>) -> bool {
        self.by_amount && view.split().is_none()
    }

    /// The direction of a statement line.
    #[inline]
    pub(crate) fn direction<'a>(
        &self,
        view: &impl ByColumn<'a>,
        amount: Option<Signed>,
    ) -> Result<Option<Direction>, Fault> {
        if !self.layout.statement {
            return Ok(None);
        }
        let direction = match (self.by_amount, view.split(), amount) {
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
    pub(crate) fn core<'a>(
        &self,
        view: &impl ByColumn<'a>,
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
    #[inline]
    pub(crate) fn row<'a>(
        &self,
        view: &impl ByColumn<'a>,
        stamp: Stamp,
        (currency, amount): (Currency, Signed),
        position: Position,
        memory: &mut Memory,
    ) -> Result<Row<'a>, Fault> {
        let direction = self.direction(view, Some(amount))?;
        let first = self.party(view, 0, memory)?;
        let second = self.party(view, 1, memory)?;
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
                memory.channels.get(text, |text| self.mapping.values.channel(text))
            })?,
            originator,
            beneficiary,
            statement,
            own: self.own(statement, [originator.bank, beneficiary.bank]),
            mcc: coded(view, Column::Mcc, Reason::BadMcc, crate::codes::mcc)?,
            merchant: view.get(Column::Merchant),
            place: view.get(Column::Place),
            place_country: self.country(view, Column::PlaceCountry, memory)?,
            terminal: view.get(Column::Terminal),
            branch: view.get(Column::Branch),
            memo,
            memo_bits: self.memo_bits(memo),
            status: self.status(view)?,
            reversal_of: view.get(Column::ReversalOf),
            position,
        })
    }

    /// One side. Its country is read where someone asks: the consumer, the local hour, or the identity of a side without an account; so is its name.
    #[expect(
        clippy::inline_always,
        reason = "an answer that goes through memory stalls the next step"
    )]
    #[inline(always)]
    fn party<'a>(&self, view: &impl ByColumn<'a>, side: usize, memory: &mut Memory) -> Result<PartyText<'a>, Fault> {
        let ([account, name, country, bank, place], asked) = self.parties[side];
        let account = view.get(account);
        let country = if account.is_none() || asked.country {
            self.country(view, country, memory)?
        } else {
            None
        };
        Ok(PartyText {
            account,
            name: if account.is_none() || asked.name {
                view.get(name)
            } else {
                None
            },
            country,
            bank: if asked.bank { view.get(bank) } else { None },
            place: if asked.place { view.get(place) } else { None },
        })
    }

    #[expect(
        clippy::inline_always,
        reason = "an answer that goes through memory stalls the next step"
    )]
    #[inline(always)]
    fn country<'a>(
        &self,
        view: &impl ByColumn<'a>,
        column: Column,
        memory: &mut Memory,
    ) -> Result<Option<&'static str>, Fault> {
        coded(view, column, Reason::BadCountry, |text| {
            memory.countries.get(text, |text| self.mapping.values.country(text))
        })
    }

    #[inline]
    fn status<'a>(&self, view: &impl ByColumn<'a>) -> Result<Status, Fault> {
        let word = coded(view, Column::Status, Reason::UnknownStatus, |text| {
            self.mapping.values.status(text)
        })?;
        Ok(word.map_or(Status::Booked, status_of))
    }

    #[inline]
    fn memo_bits(&self, memo: Option<&str>) -> u64 {
        match (&self.needs.memo, memo) {
            (Some(classifier), Some(memo)) => classifier.classify(memo),
            _ => 0,
        }
    }

    #[inline]
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

    #[inline]
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
#[expect(
    clippy::inline_always,
    reason = "an answer that goes through memory stalls the next step"
)]
#[inline(always)]
fn coded<'a, T>(
    view: &impl ByColumn<'a>,
    column: Column,
    reason: Reason,
    meaning: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Fault> {
    match view.get(column) {
        None => Ok(None),
        Some(text) => meaning(text).map(Some).ok_or(Fault::of(column, reason)),
    }
}
