"""Reads sample-data/ back with other means than it was written with: physical rows per sheet, hours of all tools, invoices against payments.

Run: python3 tests/sample/check.py
"""
import csv
from fractions import Fraction as F
from pathlib import Path

from openpyxl import load_workbook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1] / "sample-data"


def table(path, encoding="utf-8", delimiter=","):
    with open(path, encoding=encoding, newline="") as f:
        return list(csv.DictReader(f, delimiter=delimiter))


def rows():
    wanted = {(r["file"], r["sheet"]): int(r["rows_total"]) for r in table(HERE / "expected" / "rows.csv")}
    found = {}
    for path in ROOT.rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".csv":
            found[name, ""] = path.read_bytes().count(b"\n")
        if path.suffix == ".xlsx":
            found.update({(name, s.title): s.max_row for s in load_workbook(path)})
    assert found == wanted, set(found.items()) ^ set(wanted.items())
    for r in table(HERE / "expected" / "rows.csv"):
        assert int(r["rows_total"]) == int(r["rows_used"]) + int(r["rows_set_aside"]) + int(r["rows_not_data"])


def hours():
    total = sum(F(r["Hours"]) for r in table(ROOT / "time/harvest_time_report_from2025-11-01to2026-10-31.csv"))
    for r in table(ROOT / "time/Toggl_time_entries_2025-11-01_to_2026-10-31.csv", "utf-8-sig"):
        if ":" in r["Duration"]:
            h, m, s = map(int, r["Duration"].split(":"))
            total += F(h * 3600 + m * 60 + s, 3600)
    sheet = load_workbook(ROOT / "time/kimai-export-shanghai.xlsx", data_only=True).active
    kimai = [F(round(row[3].total_seconds()), 3600) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sum(kimai[:-1]) == kimai[-1], "the printed total of the time sheet"
    total += sum(kimai[:-1])
    expected = sum(F(r["worked_hours"]) for r in table(HERE / "expected/utilization_person.csv"))
    assert abs(total - expected) < F(1, 100), (float(total), float(expected))


def invoices():
    seen = {}
    for r in table(ROOT / "finance/invoices.csv"):
        i = seen.setdefault(r["InvoiceNumber"], [F(r["Total"]), F(r["TaxTotal"]), F(0), F(0), r["Status"], F(r["InvoiceAmountPaid"])])
        i[2] += F(r["LineAmount"])
        i[3] += F(r["TaxAmount"])
    assert all(i[0] == i[2] + i[3] and i[1] == i[3] for i in seen.values())
    paid = {r["number"]: F(r["paid"]) for r in table(HERE / "expected/invoices_status.csv")}
    assert all(paid[n] == i[5] for n, i in seen.items() if i[4] not in ("Draft", "Voided"))


rows()
hours()
invoices()
print("sample-data agrees with tests/sample/expected")
