//! Clocks that tell nothing: an account whose times nearly all say midnight has days, and no times of day.

use super::columns::BY_DAY;
use super::{LegIndex, Store};
use redflag_model::{NO_OFFSET, Ratio, time};
use std::cmp::Ordering;

/// True where an instant is midnight, in UTC or on the clock of its side.
pub(crate) fn is_midnight(instant: i64, offset: i16) -> bool {
    let local = instant.saturating_add(i64::from(offset) * time::MINUTE);
    instant.rem_euclid(time::DAY) == 0 || (offset != NO_OFFSET && local.rem_euclid(time::DAY) == 0)
}

/// Legs of an account that stand at midnight and tell no time of day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Untimed {
    pub(crate) legs: u64,
    /// Those whose local time would be known.
    pub(crate) with_offset: u64,
}

/// None where legs at midnight are less than `share` of those with a time.
pub(crate) fn untimed(store: &Store, index: &LegIndex, account: u32, share: Ratio) -> Untimed {
    let legs = index.legs(account);
    let all = i128::try_from(legs.len()).unwrap_or(i128::MAX);
    // With more other times than this the share is out of reach, and most accounts have them at once.
    let most = (share.denominator() - share.numerator()).saturating_mul(all) / share.denominator();
    let (mut midnights, mut times, mut with_offset) = (0_i128, 0_i128, 0);
    for (row, out) in legs {
        let at = row as usize;
        if !store.columns.has(at, BY_DAY) {
            times += 1;
            let offset = store.columns.offsets(at)[usize::from(!out)];
            if is_midnight(store.columns.core(at).time, offset) {
                midnights += 1;
                with_offset += u64::from(offset != NO_OFFSET);
            }
            if times - midnights > most {
                return Untimed::default();
            }
        }
    }
    let reached = Ratio::fraction(midnights, times).and_then(|part| part.compare(share));
    match reached {
        Some(Ordering::Less) | None => Untimed::default(),
        Some(_) => Untimed {
            legs: u64::try_from(midnights).unwrap_or_default(),
            with_offset,
        },
    }
}
