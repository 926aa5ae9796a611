//! Cases in words and files.
