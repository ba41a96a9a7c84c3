#!/usr/bin/env python3
"""Hours by month, person, client and project of a folder's time-*.csv in Python polars: streaming and in memory, from csv
and from Parquet, each in a process of its own.

    python3 tests/bench/streaming.py FOLDER [TURNS]     # in an environment that has polars
"""

import os
import subprocess
import sys
import time
from pathlib import Path

KEYS = ["month", "Person", "Client", "Project"]


def roll_up(folder: Path, kind: str, engine: str) -> None:
    import polars as pl

    if kind == "csv":
        time_rows = pl.scan_csv(folder / "time-*.csv", try_parse_dates=True)
    else:
        time_rows = pl.scan_parquet(folder / "rows" / "*.parquet")
    minutes = (pl.col("Hours") * 60).round().cast(pl.Int64)
    sums = time_rows.with_columns(month=pl.col("Date").dt.truncate("1mo"), minutes=minutes)
    found = sums.group_by(KEYS).agg(pl.col("minutes").sum()).collect(engine=engine)
    print(found.height, found["minutes"].sum())


def to_parquet(folder: Path) -> None:
    import polars as pl

    (folder / "rows").mkdir(exist_ok=True)
    for path in sorted(folder.glob("time-*.csv")):
        rows = pl.scan_csv(path, try_parse_dates=True)
        rows.sink_parquet(folder / "rows" / f"{path.stem}.parquet")


def measure(arguments: list[str]) -> tuple[float, float, float, str]:
    """Wall and CPU seconds, peak MiB, what was said."""
    begun = time.monotonic()
    child = subprocess.Popen([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read().strip()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{arguments} ended with {status}")
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def main() -> None:
    if len(sys.argv) > 3:
        folder = Path(sys.argv[1])
        to_parquet(folder) if sys.argv[2] == "make" else roll_up(folder, sys.argv[2], sys.argv[3])
        return
    folder, turns = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    measure([folder, "make", "-"])
    found = set()
    print("| from | engine | CPU s | wall s | peak MiB |\n|---|---|---|---|---|")
    for kind in ("parquet", "csv"):
        for engine in ("streaming", "in-memory"):
            runs = [measure([folder, kind, engine]) for _ in range(turns)]
            wall, cpu, peak, said = min(runs)
            found.add(said)
            print(f"| {kind} | {engine} | {cpu:.2f} | {wall:.2f} | {peak:,.0f} |", flush=True)
    if len(found) != 1:
        sys.exit(f"the passes differ: {found}")


main()
