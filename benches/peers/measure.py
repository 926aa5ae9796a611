"""Runs a command and tells its time, processor time and peak memory, pages of mapped files included: measure.py COMMAND …

The clock covers the whole process, from its start to its end."""

import json
import os
import sys
import time

start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
if code != 0:
    sys.exit(f"{sys.argv[1]} ended with {code}")
print(
    json.dumps(
        {
            "wall_ms": round(wall * 1000),
            "cpu_ms": round((used.ru_utime + used.ru_stime) * 1000),
            "peak_kb": used.ru_maxrss,
        }
    )
)
