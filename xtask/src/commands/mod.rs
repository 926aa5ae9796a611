//! One file per command.

pub(crate) mod docs;
pub(crate) mod layers;
pub(crate) mod new;
pub(crate) mod sample_data;
pub(crate) mod test;
