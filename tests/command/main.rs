//! The `redflag` command as its users meet it: exit codes, messages, files.
#![cfg(test)]

mod baseline;
mod context;
mod contract;
mod coverage;
mod customers;
mod explain;
mod flags;
mod folder;
mod inputs;
mod interrupt;
mod invariance;
mod layouts;
mod lists;
mod map;
mod rules;
mod samples;
mod support;
mod usage;
mod validate;
