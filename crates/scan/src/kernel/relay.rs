//! Money that passes through: credits met by later debits, first in first out, for every window of an account.
//!
//! First in first out makes the state of a run two numbers: the oldest credit that is not used up, and what is left of it. One run over all
//! legs is kept with its state at each debit. A window's own run starts at the window's first leg and is followed only until its
//! state equals the kept one; from there on the two can't differ, and the kept sums tell the rest.

use super::frame::Frame;
use crate::program::{BoundAggregate, LegColumn, LegValues};

/// Credits and debits in the order in which they count, with one run over all of them.
pub(super) struct Relay {
    hold: i64,
    events: Vec<Event>,
    /// Number of events before each leg.
    starts: Vec<usize>,
    /// Amount met before each event, in the run over all.
    met: Vec<i128>,
    /// State at each debit, in the run over all.
    states: Vec<State>,
}

#[derive(Clone, Copy)]
struct Event {
    time: i64,
    amount: i64,
    credit: bool,
}

/// The oldest credit that can still be met, and what is left of it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct State {
    front: usize,
    left: i64,
}

impl Relay {
    /// Legs of one instant: debits count before credits, since a debit meets earlier credits only; where only days are known, credits first.
    pub(super) fn new(frame: &Frame<'_>, aggregate: &BoundAggregate, legs: &[u32], hold: i64) -> Self {
        let slice = &frame.slice;
        let (mut events, mut starts) = (Vec::with_capacity(legs.len()), Vec::with_capacity(legs.len() + 1));
        for ties in legs.chunk_by(|&a, &b| slice.time[a as usize] == slice.time[b as usize]) {
            // A window takes legs of one instant whole: any place inside will do for the later ones.
            starts.extend(std::iter::repeat_n(events.len(), ties.len()));
            let credits_first = ties.iter().any(|&leg| slice.by_day[leg as usize]);
            for credit in [credits_first, !credits_first] {
                let chosen = ties
                    .iter()
                    .map(|&leg| leg as usize)
                    .filter(|&leg| slice.out[leg] != credit);
                let counted = chosen.filter(|&leg| aggregate.filter.is_none_or(|filter| frame.holds(filter, leg)));
                events.extend(counted.filter_map(|leg| {
                    let amount = frame.column(LegColumn::Amount, leg)?;
                    Some(Event {
                        time: slice.time[leg],
                        amount,
                        credit,
                    })
                }));
            }
        }
        starts.push(events.len());
        let mut relay = Self {
            hold,
            events,
            starts,
            met: Vec::new(),
            states: Vec::new(),
        };
        relay.keep();
        relay
    }

    /// The amount met within legs `from..to` of those given to [`Relay::new`].
    pub(super) fn met(&self, from: usize, to: usize) -> i128 {
        let (from, to) = (self.starts[from], self.starts[to]);
        let mut state = self.begin(from);
        let mut met = 0;
        for at in from..to {
            if self.events[at].credit {
                continue;
            }
            self.settle(&mut state, at);
            if state == self.states[at] {
                return met + self.met[to] - self.met[at];
            }
            met += i128::from(self.consume(&mut state, at));
        }
        met
    }

    fn keep(&mut self) {
        let mut state = self.begin(0);
        let mut met = 0_i128;
        let mut sums = Vec::with_capacity(self.events.len() + 1);
        let mut states = Vec::with_capacity(self.events.len());
        for at in 0..self.events.len() {
            sums.push(met);
            if !self.events[at].credit {
                self.settle(&mut state, at);
            }
            states.push(state);
            if !self.events[at].credit {
                met += i128::from(self.consume(&mut state, at));
            }
        }
        sums.push(met);
        (self.met, self.states) = (sums, states);
    }

    fn begin(&self, at: usize) -> State {
        State {
            front: at,
            left: self.credit(at),
        }
    }

    fn credit(&self, at: usize) -> i64 {
        self.events
            .get(at)
            .filter(|event| event.credit)
            .map_or(0, |event| event.amount)
    }

    /// Leaves credits behind that are used up or older than `hold` at event `at`.
    fn settle(&self, state: &mut State, at: usize) {
        let now = self.events[at].time;
        while state.front < at && (state.left == 0 || now - self.events[state.front].time > self.hold) {
            *state = self.begin(state.front + 1);
        }
        if state.front == at {
            state.left = 0;
        }
    }

    /// Meets the debit `at` from the credits before it; the part met.
    fn consume(&self, state: &mut State, at: usize) -> i64 {
        let mut open = self.events[at].amount;
        while open > 0 && state.front < at {
            let taken = open.min(state.left);
            state.left -= taken;
            open -= taken;
            if state.left == 0 {
                *state = self.begin(state.front + 1);
            }
        }
        self.events[at].amount - open
    }
}
