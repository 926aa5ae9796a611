//! The columns of a transaction, the fields of a leg, and their closed vocabularies.

use std::fmt;

macro_rules! named {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        $vis enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name used in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Finds a value by the name used in files.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }

            /// A dense number for tables.
            #[must_use]
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// Canonical columns of a transaction export. A mapping turns any other layout into them.
    pub enum Column {
        /// Identifier of the transaction.
        TxId = "tx_id",
        /// When it was booked or executed.
        Timestamp = "timestamp",
        /// Amount as booked, above or equal to zero.
        Amount = "amount",
        /// ISO 4217 code of the amount.
        Currency = "currency",
        /// How the money moved, one of [`Channel`].
        Channel = "channel",
        /// Account that pays.
        OriginatorAccount = "originator_account",
        /// Name of the party that pays.
        OriginatorName = "originator_name",
        /// Country of the party that pays.
        OriginatorCountry = "originator_country",
        /// Institution of the party that pays.
        OriginatorBank = "originator_bank",
        /// Town of the party that pays, or where it paid in.
        OriginatorPlace = "originator_place",
        /// Account that is paid.
        BeneficiaryAccount = "beneficiary_account",
        /// Name of the party that is paid.
        BeneficiaryName = "beneficiary_name",
        /// Country of the party that is paid.
        BeneficiaryCountry = "beneficiary_country",
        /// Institution of the party that is paid.
        BeneficiaryBank = "beneficiary_bank",
        /// Town of the party that is paid, or where it is paid out.
        BeneficiaryPlace = "beneficiary_place",
        /// Merchant category code, ISO 18245.
        Mcc = "mcc",
        /// Name of the merchant.
        Merchant = "merchant",
        /// Town or terminal place where it happened.
        Place = "place",
        /// Country where it happened.
        PlaceCountry = "place_country",
        /// Terminal or machine.
        Terminal = "terminal",
        /// Branch.
        Branch = "branch",
        /// Remittance text.
        Memo = "memo",
        /// Booking status.
        Status = "status",
        /// Identifier of the transaction that this one reverses.
        ReversalOf = "reversal_of",
        /// Statement exports: the account the line belongs to.
        Account = "account",
        /// Statement exports: `in` or `out`, seen from the account.
        Direction = "direction",
        /// Statement exports: name of the account's holder.
        AccountName = "account_name",
        /// Statement exports: country of the account.
        AccountCountry = "account_country",
        /// Statement exports: institution of the account.
        AccountBank = "account_bank",
        /// Statement exports: town of the account's holder.
        AccountPlace = "account_place",
        /// Statement exports: the other side's account.
        Counterparty = "counterparty",
        /// Statement exports: the other side's name.
        CounterpartyName = "counterparty_name",
        /// Statement exports: the other side's country.
        CounterpartyCountry = "counterparty_country",
        /// Statement exports: the other side's institution.
        CounterpartyBank = "counterparty_bank",
        /// Statement exports: the other side's town.
        CounterpartyPlace = "counterparty_place",
    }
}

named! {
    /// What kind of holder an account has.
    pub enum HolderKind {
        /// A natural person.
        Person = "person",
        /// A business.
        Business = "business",
        /// A charity, association or other body that lives on gifts.
        Charity = "charity",
        /// A state body.
        Public = "public",
    }
}

named! {
    /// How money moved.
    pub enum Channel {
        /// Cash over a counter.
        Cash = "cash",
        /// Cash machine.
        Atm = "atm",
        /// Card purchase.
        Card = "card",
        /// Credit transfer or direct debit.
        Transfer = "transfer",
        /// Wire, mostly across borders.
        Wire = "wire",
        /// Person to person service.
        P2p = "p2p",
        /// Cheque.
        Cheque = "cheque",
        /// Prepaid card or voucher.
        Prepaid = "prepaid",
        /// Virtual asset.
        Crypto = "crypto",
        /// Money remittance.
        Remittance = "remittance",
        /// Anything else.
        Other = "other",
    }
}

named! {
    /// Direction of a leg, seen from its account.
    pub enum Direction {
        /// Money arrives.
        In = "in",
        /// Money leaves.
        Out = "out",
    }
}

named! {
    /// Fields of a leg that a predicate may name. The list is closed: religion, ethnicity, nationality, gender and birthplace are not in it
    /// and no pack can add them.
    pub enum Field {
        /// The account whose leg it is.
        Account = "account",
        /// Whether the account is the institution's own.
        Own = "own",
        /// Name of the account's holder.
        OwnName = "own_name",
        /// Country of the account.
        OwnCountry = "own_country",
        /// `in` or `out`.
        Direction = "direction",
        /// When.
        Time = "time",
        /// Amount in the base currency.
        Amount = "amount",
        /// Amount as booked.
        AmountOrig = "amount_orig",
        /// Currency as booked.
        Currency = "currency",
        /// How the money moved.
        Channel = "channel",
        /// The other side's account.
        Counterparty = "counterparty",
        /// The other side's name.
        CounterpartyName = "counterparty_name",
        /// The other side's country.
        CounterpartyCountry = "counterparty_country",
        /// The other side's institution.
        CounterpartyBank = "counterparty_bank",
        /// The other side's town.
        CounterpartyPlace = "counterparty_place",
        /// What kind of holder the other side is.
        CounterpartyKind = "counterparty_kind",
        /// Customers file: number of the customer who holds the account.
        Customer = "customer",
        /// What kind of holder the account has.
        HolderKind = "holder_kind",
        /// Customers file: trade or sector of the holder.
        Sector = "sector",
        /// Customers file: when the account was opened.
        Opened = "opened",
        /// Customers file: declared income of a month, in the base currency.
        DeclaredIncome = "declared_income",
        /// Customers file: town of the holder's life.
        HomePlace = "home_place",
        /// Customers file: whether the holder is attested to have survived exploitation.
        AttestedSurvivor = "attested_survivor",
        /// Town or terminal place.
        Place = "place",
        /// Country of the place.
        PlaceCountry = "place_country",
        /// Terminal.
        Terminal = "terminal",
        /// Branch.
        Branch = "branch",
        /// Merchant category code.
        Mcc = "mcc",
        /// Merchant.
        Merchant = "merchant",
        /// Remittance text.
        Memo = "memo",
    }
}

impl Column {
    /// The side-by-side layout has no such column: it belongs to statements, where each line is seen from one account.
    #[must_use]
    pub const fn is_of_statements(self) -> bool {
        self as u8 >= Self::Account as u8
    }

    /// Statements have no such column.
    #[must_use]
    pub fn is_of_pairs(self) -> bool {
        self.name().starts_with("originator_") || self.name().starts_with("beneficiary_")
    }
}

impl Field {
    /// The columns that can fill the field in one of the two layouts.
    #[must_use]
    pub fn columns_of(self, statements: bool) -> Vec<Column> {
        if statements && self == Self::Counterparty {
            return vec![Column::Counterparty, Column::CounterpartyName];
        }
        let belongs = |column: &Column| {
            if statements {
                !column.is_of_pairs()
            } else {
                !column.is_of_statements()
            }
        };
        self.columns().iter().copied().filter(belongs).collect()
    }

    /// True where nothing but a customers file can fill the field.
    #[must_use]
    pub const fn is_of_customers(self) -> bool {
        matches!(
            self,
            Self::Customer
                | Self::Sector
                | Self::Opened
                | Self::DeclaredIncome
                | Self::HomePlace
                | Self::AttestedSurvivor
        )
    }

    /// The canonical columns that can fill the field; none where no export has it.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Account | Self::Counterparty => &[
                C::OriginatorAccount,
                C::BeneficiaryAccount,
                C::OriginatorName,
                C::BeneficiaryName,
            ],
            Self::Own
            | Self::Direction
            | Self::Customer
            | Self::Sector
            | Self::Opened
            | Self::DeclaredIncome
            | Self::HomePlace
            | Self::AttestedSurvivor => &[],
            Self::HolderKind => &[
                C::OriginatorName,
                C::BeneficiaryName,
                C::AccountName,
                C::Mcc,
                C::Channel,
            ],
            Self::CounterpartyKind => &[
                C::OriginatorName,
                C::BeneficiaryName,
                C::CounterpartyName,
                C::Mcc,
                C::Channel,
            ],
            Self::CounterpartyPlace => &[C::OriginatorPlace, C::BeneficiaryPlace, C::CounterpartyPlace],
            Self::OwnName => &[C::OriginatorName, C::BeneficiaryName, C::AccountName],
            Self::CounterpartyName => &[C::OriginatorName, C::BeneficiaryName, C::CounterpartyName],
            Self::OwnCountry => &[C::OriginatorCountry, C::BeneficiaryCountry, C::AccountCountry],
            Self::CounterpartyCountry => &[C::OriginatorCountry, C::BeneficiaryCountry, C::CounterpartyCountry],
            Self::CounterpartyBank => &[C::OriginatorBank, C::BeneficiaryBank, C::CounterpartyBank],
            Self::Time => &[C::Timestamp],
            Self::Amount | Self::AmountOrig => &[C::Amount],
            Self::Currency => &[C::Currency],
            Self::Channel => &[C::Channel],
            Self::Place => &[C::Place],
            Self::PlaceCountry => &[C::PlaceCountry],
            Self::Terminal => &[C::Terminal],
            Self::Branch => &[C::Branch],
            Self::Mcc => &[C::Mcc],
            Self::Merchant => &[C::Merchant],
            Self::Memo => &[C::Memo],
        }
    }
}

named! {
    /// What a free text may name.
    pub enum RefKind {
        /// A telephone number.
        Phone = "phone",
        /// An account number of ISO 13616.
        Iban = "iban",
        /// A person's name.
        Person = "person",
        /// An address of a wallet.
        Wallet = "wallet",
    }
}

/// A set of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnSet(u64);

impl ColumnSet {
    /// Every column.
    #[must_use]
    pub fn all() -> Self {
        Column::ALL.iter().copied().collect()
    }

    /// Adds a column.
    pub fn insert(&mut self, column: Column) {
        self.0 |= 1 << column.index();
    }

    /// True where the column is in the set.
    #[must_use]
    pub const fn contains(self, column: Column) -> bool {
        self.0 >> column.index() & 1 == 1
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The columns in order.
    pub fn iter(self) -> impl Iterator<Item = Column> {
        Column::ALL.iter().copied().filter(move |&column| self.contains(column))
    }

    /// True where no column is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Column> for ColumnSet {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        let mut set = Self::default();
        for column in columns {
            set.insert(column);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        assert!(Column::ALL.iter().all(|&c| Column::from_name(c.name()) == Some(c)));
        assert!(Field::ALL.iter().all(|&f| Field::from_name(f.name()) == Some(f)));
        assert_eq!(ColumnSet::all().iter().count(), Column::ALL.len());
        assert_eq!(Field::from_name("religion"), None);
    }
}
