//! One account as a structure of arrays.

use crate::{Direction, Field, RefKind};

/// The code of an absent value in every dictionary.
pub const NULL_CODE: u32 = 0;
/// An amount that could not be converted into the base currency.
pub const NO_AMOUNT: i64 = i64::MIN;
/// An offset from UTC that is not known.
pub const NO_OFFSET: i16 = i16::MIN;

/// The dictionary that a categorical field's codes belong to. Fields of one domain can be compared code by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Domain {
    /// Accounts and nodes `name|country`.
    Account,
    /// Names of parties.
    Name,
    /// Countries.
    Country,
    /// Institutions.
    Bank,
    /// Places.
    Place,
    /// Terminals.
    Terminal,
    /// Branches.
    Branch,
    /// Merchants.
    Merchant,
    /// Merchant category codes: the code is the number + 1.
    Mcc,
    /// Channels: the code is the index of [`crate::Channel`] + 1.
    Channel,
    /// Currencies: the code is [`crate::Currency::index`] + 1.
    Currency,
    /// Kinds of holders: the code is the index of [`crate::HolderKind`] + 1.
    Kind,
    /// Numbers of customers.
    Customer,
    /// Trades and sectors.
    Sector,
    /// Persons whom memos name: of no field, see [`LegSlice::refs`].
    Person,
}

impl Domain {
    /// Every domain.
    pub const ALL: [Self; 15] = [
        Self::Account,
        Self::Name,
        Self::Country,
        Self::Bank,
        Self::Place,
        Self::Terminal,
        Self::Branch,
        Self::Merchant,
        Self::Mcc,
        Self::Channel,
        Self::Currency,
        Self::Kind,
        Self::Customer,
        Self::Sector,
        Self::Person,
    ];

    /// The domain of a categorical field; `None` for amounts, times, the memo, the direction and `own`.
    #[must_use]
    pub const fn of(field: Field) -> Option<Self> {
        Some(match field {
            Field::Account | Field::Counterparty => Self::Account,
            Field::OwnName | Field::CounterpartyName => Self::Name,
            Field::OwnCountry | Field::CounterpartyCountry | Field::PlaceCountry => Self::Country,
            Field::CounterpartyBank => Self::Bank,
            Field::Place | Field::CounterpartyPlace | Field::HomePlace => Self::Place,
            Field::Terminal => Self::Terminal,
            Field::Branch => Self::Branch,
            Field::Merchant => Self::Merchant,
            Field::Mcc => Self::Mcc,
            Field::Channel => Self::Channel,
            Field::Currency => Self::Currency,
            Field::HolderKind | Field::CounterpartyKind => Self::Kind,
            Field::Customer => Self::Customer,
            Field::Sector => Self::Sector,
            Field::Own
            | Field::Direction
            | Field::Time
            | Field::Amount
            | Field::AmountOrig
            | Field::Memo
            | Field::Opened
            | Field::DeclaredIncome
            | Field::AttestedSurvivor => {
                return None;
            }
        })
    }
}

/// Gives the text behind a code.
pub trait Lookup: Sync {
    /// The text of a code; `None` for [`NULL_CODE`].
    fn text(&self, domain: Domain, code: u32) -> Option<&str>;
    /// How many codes the dictionary has, [`NULL_CODE`] included.
    fn size(&self, domain: Domain) -> usize;
}

/// What a customers file says of an account, beside codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// When the account was opened, UTC microseconds.
    pub opened: Option<i64>,
    /// Declared income of a month, minor units of the base currency.
    pub income: Option<i64>,
    /// Whether the holder is attested to have survived exploitation.
    pub attested_survivor: Option<bool>,
}

/// The legs of one account in order (time, transaction id), as a structure of arrays. Columns that nobody asked for are empty.
#[derive(Clone, Debug, Default)]
pub struct LegSlice {
    /// Code of the account.
    pub account: u32,
    /// Whether it is the institution's own account, where known.
    pub own: Option<bool>,
    /// What is known of its holder.
    pub holder: Holder,
    /// Index of the transaction.
    pub rows: Vec<u32>,
    /// UTC microseconds.
    pub time: Vec<i64>,
    /// True where only the day is known.
    pub by_day: Vec<bool>,
    /// True where money leaves.
    pub out: Vec<bool>,
    /// Minor units of the base currency, or [`NO_AMOUNT`].
    pub amount: Vec<i64>,
    /// Minor units as booked.
    pub amount_orig: Vec<i64>,
    /// Minutes east of UTC, or [`NO_OFFSET`].
    pub offset: Vec<i16>,
    /// What the text classifier said of the memo.
    pub memo_bits: Vec<u64>,
    /// False where there is no memo.
    pub has_memo: Vec<bool>,
    codes: [Vec<u32>; Field::ALL.len()],
    refs: [Vec<(u32, u32)>; RefKind::ALL.len()],
}

impl LegSlice {
    /// Number of legs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// True without legs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Codes of a categorical field.
    #[must_use]
    pub fn codes(&self, field: Field) -> &[u32] {
        &self.codes[field.index()]
    }

    /// The column of a categorical field, to fill.
    pub fn codes_mut(&mut self, field: Field) -> &mut Vec<u32> {
        &mut self.codes[field.index()]
    }

    /// Codes of the values that a leg's memo names.
    pub fn refs(&self, kind: RefKind, leg: usize) -> impl Iterator<Item = u32> + '_ {
        let refs = &self.refs[kind.index()];
        let before = |other: usize| refs.partition_point(|&(at, _)| (at as usize) < other);
        refs[before(leg)..before(leg + 1)].iter().map(|&(_, code)| code)
    }

    /// The column of values that memos name, to fill: leg and code, in the order of legs.
    pub fn refs_mut(&mut self, kind: RefKind) -> &mut Vec<(u32, u32)> {
        &mut self.refs[kind.index()]
    }

    /// Direction of a leg.
    #[must_use]
    pub fn direction(&self, leg: usize) -> Direction {
        if self.out[leg] { Direction::Out } else { Direction::In }
    }

    /// Empties every column and keeps the memory.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.time.clear();
        self.by_day.clear();
        self.out.clear();
        self.amount.clear();
        self.amount_orig.clear();
        self.offset.clear();
        self.memo_bits.clear();
        self.has_memo.clear();
        for column in &mut self.codes {
            column.clear();
        }
        for column in &mut self.refs {
            column.clear();
        }
    }
}
