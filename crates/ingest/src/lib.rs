//! Transaction exports read into typed rows.
