"""DuckDB's turn: run_duckdb.py CSV OUT LEXICON THREADS, with one line of JSON on standard output.

The clock starts after the import and stops when the flags are written; memory is the peak of the whole process."""

import json
import os
import re
import resource
import sys
import time

import duckdb

source, out, lexicon, threads = sys.argv[1:]
with open(lexicon, encoding="utf-8") as lines:
    terms = [line for line in lines.read().split("\n") if line]
pattern = r"(?i)\b(?:" + "|".join(map(re.escape, terms)) + r")\b"
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "screen.sql"), encoding="utf-8") as query:
    sql = query.read()
for name, value in {"CSV": source, "OUT": out, "LEX_RE": pattern}.items():
    sql = sql.replace("${" + name + "}", value.replace("'", "''"))

start = time.perf_counter()
connection = duckdb.connect()
connection.execute(
    f"SET threads={int(threads)}; SET memory_limit='16GB'; SET preserve_insertion_order=false; SET enable_progress_bar=false"
)
connection.execute(sql)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "version": duckdb.__version__,
            "wall_ms": round(wall * 1000),
            "cpu_ms": round((used.ru_utime + used.ru_stime) * 1000),
            "peak_kb": used.ru_maxrss,
        }
    )
)
