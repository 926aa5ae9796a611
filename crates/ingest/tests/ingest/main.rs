//! Bytes of every kind into rows, rejects and reports.

#[cfg(test)]
mod builtins;
#[cfg(test)]
mod direct;
#[cfg(test)]
mod layouts;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod propose;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod support;
