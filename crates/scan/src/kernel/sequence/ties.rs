//! What the legs of a step share with an earlier run, or must not share.

use super::super::frame::Frame;
use super::run::Run;
use redflag_model::Field;
use redflag_rules::plan::Tie;

/// The ties of a step, with the values of the runs that they look back to.
pub(super) struct Ties {
    ties: Vec<(Field, bool, Vec<u32>)>,
}

impl Ties {
    /// A tie to a step that is not in the chain asks nothing.
    pub(super) fn of(frame: &Frame<'_>, ties: &[Tie], before: &[Run]) -> Self {
        let with_values = |tie: &Tie| {
            let run = match tie.step {
                None => before.last(),
                Some(step) => before.iter().find(|run| run.step == step),
            }?;
            let mut codes: Vec<u32> = run
                .legs
                .iter()
                .map(|&leg| frame.code(tie.earlier, leg as usize))
                .collect();
            codes.sort_unstable();
            codes.dedup();
            Some((tie.field, tie.same, codes))
        };
        Self {
            ties: ties.iter().filter_map(with_values).collect(),
        }
    }

    /// True where every tie holds of a leg; a value that is not known fits none.
    pub(super) fn admit(&self, frame: &Frame<'_>, leg: u32) -> bool {
        self.ties.iter().all(|(field, same, codes)| {
            let code = frame.code(*field, leg as usize);
            code != 0 && codes.binary_search(&code).is_ok() == *same
        })
    }
}
