//! Indicator packs: folders of TOML, SQL predicates, texts and lists, compiled to a typed [`Plan`].

pub mod data;
pub mod plan;

pub use plan::Plan;
