//! Indicator packs: folders of TOML, SQL predicates, texts and lists, compiled to a typed plan.
