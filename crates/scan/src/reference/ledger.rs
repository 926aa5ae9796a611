//! Plain rows, which of them stand, and the legs of each account.

use redflag_model::{Channel, Currency, Direction, Exclusions, Field, Ratio, Statement, Status, time};
use redflag_rules::text;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// One side of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefParty {
    /// Account.
    pub account: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Institution.
    pub bank: Option<String>,
    /// Town.
    pub place: Option<String>,
}

/// One transaction, as plain owned values. The fields mean what those of [`redflag_model::Row`] mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefRow {
    /// Identifier.
    pub tx_id: String,
    /// UTC microseconds.
    pub time: i64,
    /// True where only the day is known.
    pub by_day: bool,
    /// Minutes east of UTC of the originator and the beneficiary.
    pub offsets: [Option<i16>; 2],
    /// Minor units of `currency`.
    pub amount: i64,
    /// Currency as booked.
    pub currency: Currency,
    /// Channel.
    pub channel: Option<Channel>,
    /// Who pays, and who is paid.
    pub parties: [RefParty; 2],
    /// Whose statement.
    pub statement: Statement,
    /// Whether each side is the institution's own.
    pub own: [Option<bool>; 2],
    /// Merchant category code.
    pub mcc: Option<u16>,
    /// Merchant.
    pub merchant: Option<String>,
    /// Place.
    pub place: Option<String>,
    /// Country of the place.
    pub place_country: Option<String>,
    /// Terminal.
    pub terminal: Option<String>,
    /// Branch.
    pub branch: Option<String>,
    /// Remittance text.
    pub memo: Option<String>,
    /// Whether the row stands.
    pub status: Status,
    /// The transaction that this one reverses.
    pub reversal_of: Option<String>,
}

/// An account, or a node known by name; the two never meet, even where their texts are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) text: String,
    pub(super) by_name: bool,
}

impl RefParty {
    pub(super) fn node(&self) -> Option<Node> {
        let by_name = self.account.is_none();
        let text = match (&self.account, &self.name) {
            (Some(account), _) => account.clone(),
            (None, Some(name)) => {
                let country = self.country.as_deref().unwrap_or_default();
                format!("{}|{country}", text::fold(name).to_uppercase())
            }
            (None, None) => return None,
        };
        Some(Node { text, by_name })
    }
}

/// A transaction as one of its accounts sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg<'a> {
    /// Index of the row.
    pub(super) at: usize,
    pub(super) row: &'a RefRow,
    pub(super) direction: Direction,
    /// True where no time of day is known.
    pub(super) by_day: bool,
}

impl<'a> Leg<'a> {
    fn side(&self) -> usize {
        usize::from(self.direction == Direction::In)
    }

    pub(super) fn own(&self) -> &'a RefParty {
        &self.row.parties[self.side()]
    }

    pub(super) fn other(&self) -> &'a RefParty {
        &self.row.parties[1 - self.side()]
    }

    pub(super) fn offset(&self) -> Option<i16> {
        self.row.offsets[self.side()]
    }

    /// A categorical field as text, nodes marked apart from accounts.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        let node = |party: &RefParty| {
            party
                .node()
                .map(|node| format!("{}{}", u8::from(node.by_name), node.text))
        };
        match field {
            Field::Account => node(self.own()),
            Field::Counterparty => node(self.other()),
            Field::OwnName => self.own().name.clone(),
            Field::CounterpartyName => self.other().name.clone(),
            Field::OwnCountry => self.own().country.clone(),
            Field::CounterpartyCountry => self.other().country.clone(),
            Field::CounterpartyBank => self.other().bank.clone(),
            Field::CounterpartyPlace => self.other().place.clone(),
            Field::Place => self.row.place.clone(),
            Field::PlaceCountry => self.row.place_country.clone(),
            Field::Terminal => self.row.terminal.clone(),
            Field::Branch => self.row.branch.clone(),
            Field::Merchant => self.row.merchant.clone(),
            Field::Memo => self.row.memo.clone(),
            Field::Mcc => self.row.mcc.map(|mcc| format!("{mcc:04}")),
            Field::Channel => self.row.channel.map(|channel| channel.name().to_owned()),
            Field::Currency => Some(self.row.currency.code().to_owned()),
            Field::Direction => Some(self.direction.name().to_owned()),
            // What is known of holders is not in the row; see `holder.rs`.
            Field::Own
            | Field::Time
            | Field::Amount
            | Field::AmountOrig
            | Field::CounterpartyKind
            | Field::Customer
            | Field::HolderKind
            | Field::Sector
            | Field::Opened
            | Field::DeclaredIncome
            | Field::HomePlace
            | Field::AttestedSurvivor => None,
        }
    }
}

/// An account with its legs in order (time, identifier, in before out).
#[derive(Debug)]
pub(super) struct Account<'a> {
    pub(super) node: Node,
    pub(super) own: Option<bool>,
    pub(super) legs: Vec<Leg<'a>>,
}

/// All accounts with their legs.
pub(super) fn accounts<'a>(rows: &'a [RefRow], exclusions: &Exclusions) -> Vec<Account<'a>> {
    let standing = standing(rows);
    let with_statement: BTreeSet<Node> = rows.iter().filter_map(statement_of).collect();
    let mut legs: BTreeMap<Node, Vec<Leg<'_>>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| standing[*at]) {
        for (side, direction) in [(0, Direction::Out), (1, Direction::In)] {
            let Some(node) = row.parties[side].node() else { continue };
            let of_statement = statement_of(row);
            let is_mirror = of_statement.is_some() && row.statement != statement_side(side);
            if is_mirror && with_statement.contains(&node) {
                continue;
            }
            let end = exclusions.end(&node.text).filter(|_| !node.by_name);
            if end.is_some_and(|end| row.time < end) {
                continue;
            }
            legs.entry(node).or_default().push(Leg {
                at,
                row,
                direction,
                by_day: row.by_day,
            });
        }
    }
    legs.into_iter()
        .map(|(node, mut legs)| {
            legs.sort_by(|a, b| order(a).cmp(&order(b)));
            Account {
                own: own(rows, &node, &legs, &with_statement),
                node,
                legs,
            }
        })
        .collect()
}

/// Where nearly all times of an account are midnight, those that are tell no time of day.
pub(super) fn forget_midnights(account: &mut Account<'_>, share: Ratio) {
    let midnight = |leg: &Leg<'_>| {
        let local = leg
            .offset()
            .map(|offset| leg.row.time + i64::from(offset) * time::MINUTE);
        leg.row.time % time::DAY == 0 || local.is_some_and(|local| local % time::DAY == 0)
    };
    let with_time: Vec<usize> = (0..account.legs.len())
        .filter(|&leg| !account.legs[leg].by_day)
        .collect();
    let at_midnight: Vec<usize> = with_time
        .iter()
        .copied()
        .filter(|&leg| midnight(&account.legs[leg]))
        .collect();
    let count = |legs: &[usize]| Ratio::whole(i128::try_from(legs.len()).unwrap_or(i128::MAX));
    let least = share.checked_mul(count(&with_time));
    let reached = least.and_then(|least| count(&at_midnight).compare(least));
    if reached.is_some_and(Ordering::is_ge) {
        for leg in at_midnight {
            account.legs[leg].by_day = true;
        }
    }
}

fn order<'a>(leg: &Leg<'a>) -> (i64, &'a str, Direction) {
    (leg.row.time, &leg.row.tx_id, leg.direction)
}

fn statement_side(side: usize) -> Statement {
    [Statement::Originator, Statement::Beneficiary][side]
}

fn statement_of(row: &RefRow) -> Option<Node> {
    match row.statement {
        Statement::Both => None,
        Statement::Originator => row.parties[0].node(),
        Statement::Beneficiary => row.parties[1].node(),
    }
}

/// What the mapping says; else yes with a statement, no where only others' statements name it, else unknown.
fn own(rows: &[RefRow], node: &Node, legs: &[Leg<'_>], with_statement: &BTreeSet<Node>) -> Option<bool> {
    let told: BTreeSet<bool> = rows
        .iter()
        .flat_map(|row| row.parties.iter().zip(row.own))
        .filter(|(party, _)| party.node().as_ref() == Some(node))
        .filter_map(|(_, own)| own)
        .collect();
    if let Some(&told) = told.last() {
        return Some(told);
    }
    if with_statement.contains(node) {
        return Some(true);
    }
    let only_mirrors = legs.iter().all(|leg| leg.row.statement != Statement::Both);
    only_mirrors.then_some(false)
}

/// Rows that are booked, not reversed, no second copy, and at odds with no other row of their identifier.
fn standing(rows: &[RefRow]) -> Vec<bool> {
    let reversed: BTreeSet<&str> = rows.iter().filter_map(|row| row.reversal_of.as_deref()).collect();
    let copies = |row: &RefRow, other: &RefRow| {
        let same_leg = (0..2).any(|side| {
            let counts = |row: &RefRow| row.statement == Statement::Both || row.statement == statement_side(side);
            let node = row.parties[side].node();
            node.is_some() && node == other.parties[side].node() && counts(row) && counts(other)
        });
        row.tx_id == other.tx_id && same_leg
    };
    rows.iter()
        .enumerate()
        .map(|(at, row)| {
            let others = || rows.iter().enumerate().filter(move |&(other, _)| other != at);
            let first = others().all(|(other, it)| other > at || !copies(row, it));
            let agrees = others().all(|(_, it)| !copies(row, it) || it == row);
            let booked = row.status == Status::Booked && row.reversal_of.is_none();
            booked && first && agrees && !reversed.contains(row.tx_id.as_str())
        })
        .collect()
}
