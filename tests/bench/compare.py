#!/usr/bin/env python3
"""monthend beside what a user would pick instead, in one run: the same time sheet, wall, CPU and peak memory of each.

    python3 tests/bench/compare.py                          # 1,000,000 and 200,000 rows of 16 columns, two runs of each, of the slow ones one
    python3 tests/bench/compare.py --rows 20000 --runs 1    # smaller
    python3 tests/bench/compare.py --bare PATH              # calamine's bare pass too: the program that `cargo bench` made

It makes its own data and an environment of Python for the peers (pip reaches the registry once), both in a folder that stays
(--home, else the system's for temporary files). `monthend` is target/release/monthend unless --program names another.
Linux; LibreOffice is left out where there is no soffice. Not part of CI.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from pathlib import Path

PEERS = ["polars", "fastexcel", "pandas", "openpyxl"]
"""Rows above which the slow ones are not waited for: they take many minutes."""
SLOW_UP_TO = 250_000
HEADINGS = ["Entry ID", "Date", "Person", "Email", "Client", "Project", "Task", "Note", "Start time", "End time", "Hours", "Billable", "Rate", "Amount", "Currency", "Tags"]
CLIENTS = 40
PEOPLE = 60
TASKS = ["Design", "Copy", "Research", "Meeting", "Development", "Review", "Planning", "Support"]
WORDS = ["draft", "second", "round", "banner", "call", "editor", "fixes", "layout", "spring", "launch", "report", "numbers", "page"]
FIRST_DAY = 46_023  # 2026-01-01 as Excel counts


class Texts:
    """Texts that cells share, by number."""

    def __init__(self):
        self.numbers = {}

    def number(self, text):
        return self.numbers.setdefault(text, len(self.numbers))


def entry(at):
    """Values of a row: texts, and numbers with the style of their cell."""
    day = FIRST_DAY + at * 334 // (1 + entry.rows)
    person, client, task = at * 7 % PEOPLE, at * 11 % CLIENTS, at * 5 % len(TASKS)
    minutes = 15 * (1 + at * 13 % 32)
    start = (540 + at * 17 % 240) / 1440
    rate = 60 + 5 * (person % 9)
    note = f"{WORDS[at % 13]} {WORDS[at * 3 % 11]} {WORDS[at * 7 % 12]} {at % 5000}"
    return [
        (at + 1, 0), (day, 1), f"Person {person:02}", f"person{person:02}@agency.example", f"Client {client:02}",
        f"Client {client:02} project {at * 3 % 4}", TASKS[task], note, (start, 2), (start + minutes / 1440, 2),
        (minutes / 60, 3), "yes" if at % 5 else "no", (rate, 3), (rate * minutes / 60, 3), "EUR", "team;agency" if at % 3 else "team",
    ]


def make(folder, rows):
    """A workbook as Excel saves it: shared texts, styles for days and times, one sheet."""
    path = folder / f"time-{rows}" / "time.xlsx"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    entry.rows = rows
    texts, letters = Texts(), [chr(65 + at) for at in range(len(HEADINGS))]
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in PARTS.items():
            package.writestr(name, text)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:P{rows + 1}"/><sheetData>'.encode())
            for row in range(rows + 1):
                cells = []
                for letter, value in zip(letters, HEADINGS if row == 0 else entry(row - 1)):
                    place = f"{letter}{row + 1}"
                    if isinstance(value, str):
                        cells.append(f'<c r="{place}" t="s"><v>{texts.number(value)}</v></c>')
                    else:
                        number, style = value
                        cells.append(f'<c r="{place}" s="{style}"><v>{number!r}</v></c>')
                sheet.write(f'<row r="{row + 1}" spans="1:16">{"".join(cells)}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        shared = "".join(f"<si><t>{text}</t></si>" for text in texts.numbers)
        package.writestr("xl/sharedStrings.xml", f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(texts.numbers)}">{shared}</sst>')
    part.rename(path)
    return path


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Time" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/><xf numFmtId="2" applyNumberFormat="1"/></cellXfs></styleSheet>',
}

READ_BY_POLARS = "import sys, polars; print(polars.read_excel(sys.argv[1], engine='calamine').height)"
READ_BY_PANDAS = "import sys, pandas; print(len(pandas.read_excel(sys.argv[1], engine='openpyxl')))"


def measured(command, folder):
    """Runs a command alone: wall, CPU of it and its children, largest memory of one of them in MiB, what it printed."""
    out = folder / "printed"
    with open(out, "wb") as printed:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT, cwd=folder)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    text = out.read_text(errors="replace")
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}:\n{text}")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024, "text": text}


def by_monthend(program, path, folder):
    figures = measured([program, "run", str(path.parent), "--no-cache", "--out", str(folder / "packs")], folder)
    total = next(line for line in figures["text"].splitlines() if " used, " in line)
    return figures | {"rows": int(total.split(" used, ")[0].split()[-1])}


def by_python(python, code, path, folder):
    figures = measured([python, "-c", code, str(path)], folder)
    return figures | {"rows": int(figures["text"].split()[-1])}


def by_libreoffice(soffice, path, folder):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    figures = measured([soffice, profile, "--headless", "--convert-to", "csv", "--outdir", str(folder), str(path)], folder)
    with open(folder / "time.csv", "rb") as written:
        return figures | {"rows": sum(1 for _ in written) - 1}


def by_bare_pass(bench, kind, path, folder):
    """The benchmark's own pass prints CPU, wall, peak and what it saw: its clock begins when the program is there."""
    figures = measured([bench, "pass", kind, str(path.parent)], folder)
    cpu, wall, peak, seen = figures["text"].split()
    seen = int(seen)
    # of inflating there are only bytes
    rows = {"inflate": entry.rows, "calamine": seen // len(HEADINGS) - 1}.get(kind, seen)
    return {"wall": float(wall), "cpu": float(cpu), "peak": int(peak) / 1024, "rows": rows}


def runners(options, rows, turn):
    """Name of each and what runs it; the slow ones once."""
    python = str(options.home / "python" / "bin" / "python")
    found = {
        "monthend, whole run with its pack": lambda path, folder: by_monthend(options.program, path, folder),
        "Python polars, reading only": lambda path, folder: by_python(python, READ_BY_POLARS, path, folder),
    }
    if options.bare:
        found["inflating, bare pass"] = lambda path, folder: by_bare_pass(options.bare, "inflate", path, folder)
        found["calamine's cell reader, bare pass"] = lambda path, folder: by_bare_pass(options.bare, "calamine", path, folder)
        found["monthend, ingest only"] = lambda path, folder: by_bare_pass(options.bare, "ingest", path, folder)
    if turn == 0 and (rows <= SLOW_UP_TO or options.slow):
        found["pandas with openpyxl, reading only"] = lambda path, folder: by_python(python, READ_BY_PANDAS, path, folder)
        soffice = shutil.which("soffice")
        if soffice:
            found["LibreOffice, to csv"] = lambda path, folder: by_libreoffice(soffice, path, folder)
    return found


def compare(options, rows):
    entry.rows = rows
    path = make(options.home, rows)
    print(f"\n{rows:,} rows, {len(HEADINGS)} columns, {CLIENTS} clients, {path.stat().st_size / 1e6:.0f} MB\n")
    print("| | wall s, best | all runs | CPU s | peak MiB | wall to polars |\n|---|---|---|---|---|---|")
    best, walls = {}, {}
    for turn in range(options.runs):
        for name, run in runners(options, rows, turn).items():
            with tempfile.TemporaryDirectory(dir=options.home) as folder:
                figures = run(path, Path(folder))
            if figures["rows"] != rows:
                sys.exit(f"{name} saw {figures['rows']} rows")
            print(f"{name}: {figures['wall']:.2f} s, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            walls.setdefault(name, []).append(figures["wall"])
            if name not in best or figures["wall"] < best[name]["wall"]:
                best[name] = figures
    polars = best["Python polars, reading only"]["wall"]
    for name, figures in best.items():
        runs = ", ".join(f"{wall:.2f}" for wall in walls[name])
        print(f"| {name} | {figures['wall']:.2f} | {runs} | {figures['cpu']:.2f} | {figures['peak']:.0f} | {figures['wall'] / polars:.2f} |", flush=True)


def environment(home):
    """An environment of Python with the peers, made when it is not there."""
    folder = home / "python"
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", *PEERS], check=True)
        (folder / "complete").touch()
    listed = subprocess.run([folder / "bin" / "pip", "list", "--format", "freeze"], check=True, capture_output=True, text=True)
    return [line for line in listed.stdout.split() if line.split("==")[0] in PEERS]


def machine():
    model = next((line.split(": ")[1] for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} processors, {model.strip()}, {pages / 2**30:.0f} GiB, load {os.getloadavg()[0]:.1f}"


def main():
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 200_000])
    parser.add_argument("--runs", type=int, default=2, help="of each; the fastest counts, for all sides")
    parser.add_argument("--slow", action="store_true", help=f"pandas and LibreOffice above {SLOW_UP_TO:,} rows too")
    parser.add_argument("--program", default=str(root / "target" / "release" / "monthend"))
    parser.add_argument("--bare", help="the benchmark's program, for calamine's bare pass and ingest alone")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "monthend-compare")
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    print("; ".join([time.strftime("%Y-%m-%d"), machine(), f"Python {platform.python_version()}", *environment(options.home)]))
    for rows in options.rows:
        compare(options, rows)


if __name__ == "__main__":
    main()
