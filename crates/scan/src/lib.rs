//! Plan times ledger gives cases.
