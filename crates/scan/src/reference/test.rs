//! Conditions: three-valued, by plain recursion.

use super::eye::{Eye, Scope};
use super::ledger::Node;
use redflag_model::{Field, Ratio};
use redflag_rules::data::{Hours, List, Opening};
use redflag_rules::plan::{AggregateKind, Baseline, Cond, IndicatorId, LexiconId, Num, Op, ParamId, Related, Test};
use redflag_rules::text;

impl Eye<'_> {
    /// True where the condition is true of the leg alone.
    pub(super) fn is_true(&self, cond: &Cond, leg: usize) -> bool {
        self.cond(cond, leg, Scope::Leg) == Some(true)
    }

    pub(super) fn cond(&self, cond: &Cond, leg: usize, scope: Scope<'_>) -> Option<bool> {
        let each =
            |parts: &[Cond]| -> Vec<Option<bool>> { parts.iter().map(|part| self.cond(part, leg, scope)).collect() };
        let one = |part: &Cond| self.cond(part, leg, scope);
        match cond {
            Cond::All(parts) => at_least(parts.len(), &each(parts)),
            Cond::Any(parts) => at_least(1, &each(parts)),
            Cond::SomeOf(least, parts) => at_least(usize::try_from(self.whole(*least)).ok()?, &each(parts)),
            Cond::Not(part) => one(part).map(|is| !is),
            Cond::IsTrue(part) => Some(one(part) == Some(true)),
            Cond::IsFalse(part) => Some(one(part) == Some(false)),
            Cond::IsUnknown(part) => Some(one(part).is_none()),
            Cond::Test(test) => self.test(test, leg, scope),
        }
    }

    fn test(&self, test: &Test, leg: usize, scope: Scope<'_>) -> Option<bool> {
        let here = self.leg(leg);
        match test {
            Test::Compare { left, op, right } => self.compare(left, *op, right, leg, scope),
            Test::Direction(direction) => Some(here.direction == *direction),
            Test::Own => self.account.own,
            Test::AttestedSurvivor => self.customer().and_then(|known| known.attested_survivor),
            Test::OneOf(field, codes) => {
                let code = self.text(leg, *field)?;
                Some(codes.contains(&code))
            }
            Test::Same(left, right) => Some(self.text(leg, *left)? == self.text(leg, *right)?),
            Test::FieldIsNull(field) => Some(match field {
                Field::Own => self.account.own.is_none(),
                Field::AttestedSurvivor => self.customer().and_then(|known| known.attested_survivor).is_none(),
                Field::Amount => self.base_amount(leg).is_none(),
                Field::AmountOrig | Field::Time => false,
                field => self.text(leg, *field).is_none(),
            }),
            Test::NumIsNull(num) => Some(self.num(num, leg, scope).is_none() && !is_z(num, scope)),
            Test::InList(fields, list) => self.in_list(fields, list, leg),
            Test::InLexicon(field, lexicon) => self.in_lexicon(*field, *lexicon, leg),
            Test::InGroup(group) => Some(group.contains(here.row.mcc?)),
            Test::MultipleOf { unit, tolerance } => self.multiple_of(*unit, *tolerance, leg),
            Test::Related(Related::Kin) => self.is_kin(leg),
            Test::Related(Related::Own) => {
                if here.other().node().as_ref() == Some(&self.account.node) || self.same_customer(leg) {
                    return Some(true);
                }
                let (own, other) = (here.own().name.as_deref()?, here.other().name.as_deref()?);
                Some(text::name_form(own) == text::name_form(other))
            }
            Test::NoRefs(kind) => Some(self.refs(*kind, leg).is_empty()),
            Test::Closed(field, hours) => self.closed(*field, hours, leg),
            Test::Found(field, ids) => {
                let party = if *field == Field::Account {
                    here.own()
                } else {
                    here.other()
                };
                Some(self.was_found(&party.node()?, ids, here.row.time))
            }
            Test::PartOf(ids) => Some(
                ids.iter()
                    .filter_map(|id| self.world.found.get(id))
                    .flatten()
                    .any(|(_, episode)| episode.legs.iter().any(|leg| leg.row == here.at)),
            ),
        }
    }

    fn compare(&self, left: &Num, op: Op, right: &Num, leg: usize, scope: Scope<'_>) -> Option<bool> {
        let value = |num: &Num| match num {
            Num::Baseline(at, Baseline::Z) => z_squared(scope, *at),
            num => self.num(num, leg, scope),
        };
        let squares = self.is_square(left) || self.is_square(right);
        let side = |num: &Num| {
            let value = value(num)?;
            if squares && !self.is_square(num) {
                signed_square(value)
            } else {
                Some(value)
            }
        };
        let order = side(left)?.compare(side(right)?)?;
        Some(match op {
            Op::Equal => order.is_eq(),
            Op::NotEqual => order.is_ne(),
            Op::Less => order.is_lt(),
            Op::AtMost => order.is_le(),
            Op::More => order.is_gt(),
            Op::AtLeast => order.is_ge(),
        })
    }

    /// True where no row of the trade has the leg's minute of the week among its hours.
    fn closed(&self, field: Field, hours: &Hours, leg: usize) -> Option<bool> {
        let value = self.text(leg, field)?;
        let folded = text::fold(&value);
        let rows: Vec<&Opening> = match field {
            Field::Mcc => hours.of_code(value.parse().ok()?).collect(),
            _ => hours.of_key(&folded).collect(),
        };
        let (weekday, minute) = self.local_clock(leg).filter(|_| !rows.is_empty())?;
        let yesterday = (weekday + 6) % 7;
        let is_open = |row: &&Opening| {
            let (open, close) = (i64::from(row.open), i64::from(row.close));
            if open < close {
                row.days[weekday] && (open..close).contains(&minute)
            } else {
                (row.days[weekday] && minute >= open) || (row.days[yesterday] && minute < close)
            }
        };
        Some(!rows.iter().any(is_open))
    }

    /// True of `cv` and `z`, which are computed as their squares.
    fn is_square(&self, num: &Num) -> bool {
        match num {
            Num::Aggregate(id) => matches!(self.indicator.aggregate(*id).kind, AggregateKind::Spread(_)),
            num => matches!(num, Num::Baseline(_, Baseline::Z)),
        }
    }

    fn in_list(&self, fields: &[Field], list: &List, leg: usize) -> Option<bool> {
        let text = |&field: &Field| {
            let text = self.text(leg, field)?;
            // Nodes carry a mark in front; a list holds the account's own text.
            let is_node = matches!(field, Field::Account | Field::Counterparty);
            Some(if is_node {
                text[1..].to_uppercase()
            } else {
                text.to_uppercase()
            })
        };
        let entry: Vec<String> = fields.iter().map(text).collect::<Option<_>>()?;
        Some(list.entries.contains(&entry))
    }

    fn in_lexicon(&self, field: Field, lexicon: LexiconId, leg: usize) -> Option<bool> {
        let text = self.text(leg, field)?;
        Some(self.world.says(&self.world.plan.lexicons[lexicon.0], &text))
    }

    /// The nearest multiple (ties to the even one, at least the first) lies within the tolerance of the amount.
    fn multiple_of(&self, unit: ParamId, tolerance: Option<ParamId>, leg: usize) -> Option<bool> {
        let row = self.leg(leg).row;
        let amount = Ratio::whole(row.amount.into());
        let unit = self
            .param(unit)?
            .checked_mul(Ratio::whole(10_i128.pow(row.currency.exponent())))?;
        let nearest = amount.checked_div(unit)?.round_half_even().max(1);
        let off = amount.checked_sub(unit.checked_mul(Ratio::whole(nearest))?)?;
        let share = match tolerance {
            Some(param) => self.param(param)?,
            None => Ratio::ZERO,
        };
        let allowed = amount.checked_mul(share)?;
        let below = Ratio::ZERO.checked_sub(allowed)?;
        Some(off.compare(allowed)?.is_le() && off.compare(below)?.is_ge())
    }

    fn was_found(&self, node: &Node, ids: &[IndicatorId], at: i64) -> bool {
        let from = self.span.map_or(i64::MIN, |span| at.saturating_sub(span));
        let to = if self.span.is_some() { at } else { i64::MAX };
        let episodes = ids.iter().filter_map(|id| self.world.found.get(id)).flatten();
        episodes
            .filter(|(subject, _)| subject == node)
            .any(|(_, it)| it.start <= to && it.end >= from)
    }
}

/// At least so many hold; false where too few still can; else unknown.
fn at_least(least: usize, parts: &[Option<bool>]) -> Option<bool> {
    let sure = parts.iter().filter(|part| **part == Some(true)).count();
    let possible = parts.iter().filter(|part| **part != Some(false)).count();
    match (sure >= least, possible >= least) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    }
}

/// The square of `z` = (now − mean) / deviation of the past, with the sign of `z`. None where the past does not vary.
/// Values have six decimal places at most: in millionths, and times their number, all of this is whole.
fn z_squared(scope: Scope<'_>, measure: usize) -> Option<Ratio> {
    let Scope::Past(_, now, past) = scope else { return None };
    let count = i128::try_from(past[measure].values.len()).ok()?;
    let scaled = |value: Ratio| value.checked_mul(Ratio::whole(count * 1_000_000))?.as_whole();
    let values: Vec<i128> = past[measure]
        .values
        .iter()
        .copied()
        .map(scaled)
        .collect::<Option<_>>()?;
    let mean_of_past = values.iter().sum::<i128>().checked_div(count)?;
    let squares = values.iter().map(|value| (value - mean_of_past).checked_pow(2));
    let variance = Ratio::fraction(squares.sum::<Option<i128>>()?, count)?;
    if variance.numerator() == 0 {
        return None;
    }
    let above = scaled(now[measure]?)? - mean_of_past;
    signed_square(Ratio::whole(above))?.checked_div(variance)
}

/// The square with the sign of the number.
fn signed_square(value: Ratio) -> Option<Ratio> {
    let square = value.checked_mul(value)?;
    if value.numerator() < 0 {
        Ratio::ZERO.checked_sub(square)
    } else {
        Some(square)
    }
}

fn is_z(num: &Num, scope: Scope<'_>) -> bool {
    matches!(num, Num::Baseline(at, Baseline::Z) if z_squared(scope, *at).is_some())
}
