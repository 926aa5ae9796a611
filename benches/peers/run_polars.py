"""Polars' turn: run_polars.py CSV OUT LEXICON THREADS, with one line of JSON on standard output.

The same rules as screen.sql, lazily and streaming. The lexicon is looked for with Polars' own automaton first, which is its fastest
way, and the few hits are held against the regular expression for the borders of words. Clock and memory as in run_duckdb.py."""

import json
import os
import re
import resource
import sys
import time

source, out, lexicon, threads = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads
import polars as pl  # noqa: E402  the number of threads is read on import

with open(lexicon, encoding="utf-8") as lines:
    terms = [line for line in lines.read().split("\n") if line]
pattern = r"(?i)\b(?:" + "|".join(map(re.escape, terms)) + r")\b"
NAMES = "tx_id timestamp amount currency channel orig orig_name oc benef benef_name bc mcc memo".split()
LISTED = ["IR", "KP", "MM"]
c = pl.col


def flags(rule, rows, column="tx_id"):
    return rows.select(rule=pl.lit(rule), id=c(column))


def rolled(values, span):
    return values.rolling_sum_by("ts", span, closed="both").over("orig")


start = time.perf_counter()
raw = pl.scan_csv(
    source,
    new_columns=NAMES,
    schema_overrides={"amount": pl.String, "timestamp": pl.String, "mcc": pl.Int32},
)
rows = (
    raw.with_columns(
        ts=c.timestamp.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us"),
        amt=c.amount.str.replace(".", "", literal=True).cast(pl.Int64),
    )
    .select("tx_id", "ts", "amt", "channel", "orig", "oc", "benef", "bc", "mcc", "memo")
    .collect(engine="streaming")
    .lazy()
)
near = c.amt.is_between(900_000, 999_999)
sent = rows.select("tx_id", "ts", "amt", "channel", "mcc", "orig").sort("orig", "ts")
sent = sent.with_columns(
    near7d=rolled(near.cast(pl.Int64), "7d"),
    n1h=rolled(c.amt.is_not_null().cast(pl.Int64), "1h"),
    cash24h=rolled(pl.when(c.channel == "CASH_IN").then(c.amt).otherwise(0), "24h"),
    hotel=rolled((c.mcc == 7011).fill_null(False).cast(pl.Int64), "72h"),
    ads=rolled((c.mcc == 7311).fill_null(False).cast(pl.Int64), "72h"),
    before=c.ts.shift(1).over("orig"),
)
senders = rows.select("ts", "benef", "orig").sort("ts").rolling("ts", period="7d", closed="both", group_by="benef")
senders = senders.agg(n=c.orig.n_unique()).unique(["benef", "ts"])
received = rows.select("tx_id", "ts", "benef").join(senders, on=["benef", "ts"])
nothing = pl.lit(0, pl.Int64)
legs = pl.concat(
    [
        rows.select(acct=c.benef, ts=c.ts, i=c.amt, o=nothing, tx_id=pl.lit(None, pl.String)),
        rows.select(acct=c.orig, ts=c.ts, i=nothing, o=c.amt, tx_id=c.tx_id),
    ]
).sort("acct", "ts")
passed = legs.with_columns(
    in48=c.i.rolling_sum_by("ts", "48h", closed="both").over("acct"),
    out48=c.o.rolling_sum_by("ts", "48h", closed="both").over("acct"),
)
night = rows.group_by("orig").agg(n=pl.len(), k=(c.ts.dt.hour() < 5).sum().cast(pl.Int64))
through = (c.o >= 100_000) & (c.in48 >= 100_000) & (c.out48 * 10 >= c.in48 * 9) & (c.out48 <= c.in48)
worded = rows.filter(c.memo.str.contains_any(terms, ascii_case_insensitive=True)).filter(c.memo.str.contains(pattern))
pl.concat(
    [
        flags("R01", rows.filter(c.amt >= 1_000_000)),
        flags("R02", sent.filter(near & (c.near7d >= 3))),
        flags("R03", passed.filter(c.tx_id.is_not_null() & through)),
        flags("R04", received.filter(c.n >= 8)),
        flags("R05", night.filter((c.n >= 10) & (c.k * 2 >= c.n)), "orig"),
        flags("R06", rows.filter(c.oc.is_in(LISTED) | c.bc.is_in(LISTED))),
        flags("R07", worded),
        flags("R08", rows.filter((c.amt >= 500_000) & (c.amt % 100_000 == 0))),
        flags("R09", sent.filter((c.amt >= 100_000) & (c.ts - c.before > pl.duration(days=90)))),
        flags("R10", sent.filter(c.n1h >= 10)),
        flags("R11", sent.filter((c.channel == "WIRE") & (c.amt >= 500_000) & (c.cash24h >= 500_000))),
        flags("R12", sent.filter(c.mcc.is_in([7011, 7311]) & (c.hotel > 0) & (c.ads > 0))),
    ]
).collect(engine="streaming").write_csv(out)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "version": pl.__version__,
            "wall_ms": round(wall * 1000),
            "cpu_ms": round((used.ru_utime + used.ru_stime) * 1000),
            "peak_kb": used.ru_maxrss,
        }
    )
)
