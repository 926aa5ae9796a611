//! A canonical export in the making.

use redflag::model::time;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const HEADER: &str = "tx_id,timestamp,amount,currency,channel,originator_account,originator_name,originator_country,\
    beneficiary_account,beneficiary_name,beneficiary_country,mcc,merchant,memo";

/// Seconds from the first day of the data, 1 January 2025, to now.
pub(crate) type Second = u64;

/// One side: account, name, country.
#[derive(Clone, Default)]
pub(crate) struct Side(pub(crate) String, pub(crate) String, pub(crate) &'static str);

/// One row; what is left out stays empty.
#[derive(Clone, Default)]
pub(crate) struct Payment {
    pub(crate) at: Second,
    pub(crate) cents: u64,
    pub(crate) channel: &'static str,
    pub(crate) from: Side,
    pub(crate) to: Side,
    pub(crate) mcc: &'static str,
    pub(crate) merchant: &'static str,
    pub(crate) memo: String,
}

/// Writes rows and counts them.
pub(crate) struct Sheet {
    to: BufWriter<File>,
    rows: u64,
}

impl Sheet {
    pub(crate) fn create(path: &Path) -> Self {
        let mut to = BufWriter::new(File::create(path).unwrap());
        writeln!(to, "{HEADER}").unwrap();
        Self { to, rows: 0 }
    }

    pub(crate) fn write(&mut self, payment: &Payment) {
        let (from, to) = (&payment.from, &payment.to);
        writeln!(
            self.to,
            "T{:09},{},{}.{:02},EUR,{},{},{},{},{},{},{},{},{},{}",
            self.rows,
            stamp(payment.at),
            payment.cents / 100,
            payment.cents % 100,
            payment.channel,
            from.0,
            from.1,
            from.2,
            to.0,
            to.1,
            to.2,
            payment.mcc,
            payment.merchant,
            payment.memo,
        )
        .unwrap();
        self.rows += 1;
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    pub(crate) fn finish(mut self) -> u64 {
        self.to.flush().unwrap();
        self.rows
    }
}

fn stamp(at: Second) -> String {
    const FIRST_DAY: i64 = 20_089;
    let micros = FIRST_DAY * time::DAY + i64::try_from(at).unwrap() * 1_000_000;
    time::format_instant(micros)
}
