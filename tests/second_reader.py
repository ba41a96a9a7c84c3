"""Opens every workbook below a folder with openpyxl, saves it again, and compares what stands in both: texts, numbers, dates,
formulas, number formats, defined names, tables, links, notes, drop-down lists and merged cells. Fails when one is lost or
different, or when openpyxl takes a cell for something else than it is.

Run: python3 tests/second_reader.py FOLDER
"""
import datetime
import math
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from recalculate import MAIN, sheets


def codes(book):
    """Number format of each cell style."""
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    own = {int(code.get("numFmtId")): code.get("formatCode") for code in styles.iter(f"{MAIN}numFmt")}
    looks = styles.find(f"{MAIN}cellXfs")
    return [own.get(at, BUILTIN_FORMATS.get(at, "?")) for at in (int(look.get("numFmtId", 0)) for look in looks)]


def texts(book):
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    items = ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall(f"{MAIN}si")
    return ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in items]


def values(path):
    """{(sheet, cell): (kind, value, number format)} as the file has it, without any library for workbooks."""
    found = {}
    with zipfile.ZipFile(path) as book:
        shared, looks = texts(book), codes(book)
        for name, part in sheets(book):
            for cell in ElementTree.fromstring(book.read(part)).iter(f"{MAIN}c"):
                formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                code = looks[int(cell.get("s", 0))]
                if formula is not None:
                    found[name, cell.get("r")] = ("formula", formula.text, code)
                elif cell.get("t") in ("s", "inlineStr"):
                    inline = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
                    found[name, cell.get("r")] = ("text", shared[int(value.text)] if value is not None else inline, code)
                elif value is not None:
                    kind = "date" if is_date_format(code) else "number"
                    found[name, cell.get("r")] = (kind, float(value.text), code)
    return found


def names(path):
    """Defined names with what they stand for; quotes that a name does not need do not count."""
    with zipfile.ZipFile(path) as book:
        workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
        return sorted(
            (name.get("name"), name.get("localSheetId"), (name.text or "").replace("'", ""))
            for name in workbook.iter(f"{MAIN}definedName")
        )


def furniture(book):
    """What stands on sheets besides cells."""
    for sheet in book:
        for table in sheet.tables.values():
            yield ("table", sheet.title, table.name, table.ref, tuple(column.name for column in table.tableColumns))
        for merged in sheet.merged_cells.ranges:
            yield ("merged", sheet.title, str(merged))
        for check in sheet.data_validations.dataValidation:
            yield ("choices", sheet.title, str(check.sqref), check.formula1)
        for area, rules in ((area, area.rules) for area in sheet.conditional_formatting):
            yield ("look", sheet.title, str(area.sqref), tuple(rule.type for rule in rules))
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    yield ("note", sheet.title, cell.coordinate, cell.comment.text)
                if cell.hyperlink is not None:
                    yield ("link", sheet.title, cell.coordinate, cell.hyperlink.target, cell.hyperlink.location)


def kind(cell):
    """What openpyxl takes a cell for."""
    if cell.data_type == "f":
        return "formula"
    if isinstance(cell.value, (datetime.date, datetime.time, datetime.timedelta)):
        return "date"
    return "text" if isinstance(cell.value, str) else "number"


def same(before, after):
    if before is None or after is None or before[::2] != after[::2]:
        return before == after
    if isinstance(before[1], float):
        # openpyxl writes 16 digits, of which Excel keeps 15
        return math.isclose(before[1], after[1], rel_tol=1e-15 * 5)
    return before[1] == after[1]


def differences(before, after):
    for place in sorted(set(before) | set(after)):
        if not same(before.get(place), after.get(place)):
            yield f"{place}: {before.get(place)!r} became {after.get(place)!r}"


def check(path, rewritten, seen):
    """Yields what is wrong with a workbook."""
    before = values(path)
    book = openpyxl.load_workbook(path)
    for (sheet, place), (expected, value, _) in before.items():
        seen[expected] += 1
        taken = kind(book[sheet][place])
        if taken != expected:
            yield f"{sheet}!{place}: {expected} {value!r} is read as {taken}"
    standing = sorted(map(repr, furniture(book)))
    seen.update(item.split("'")[1] for item in standing)
    book.save(rewritten)
    yield from differences(before, values(rewritten))
    seen["name"] += len(names(path))
    if names(path) != names(rewritten):
        yield f"names: {names(path)} became {names(rewritten)}"
    again = sorted(map(repr, furniture(openpyxl.load_workbook(rewritten))))
    for item in sorted((Counter(standing) - Counter(again)).elements()):
        yield f"lost: {item}"
    for item in sorted((Counter(again) - Counter(standing)).elements()):
        yield f"came from nowhere: {item}"


def main(folder):
    books = sorted(Path(folder).rglob("*.xlsx"))
    if not books:
        sys.exit(f"no workbook below {folder}")
    wrong, seen = [], Counter()
    # bars, and lines in cells, are looks that openpyxl does not know
    warnings.filterwarnings("ignore", message=".*extension is not supported.*")
    with tempfile.TemporaryDirectory() as temporary:
        for path in books:
            found = check(path, Path(temporary, "again.xlsx"), seen)
            wrong.extend(f"{path}: {what}" for what in found)
    print(f"{len(books)} workbooks, " + ", ".join(f"{count} {what}" for what, count in sorted(seen.items())))
    for what in ("text", "number", "date", "formula", "name", "table", "note", "link", "choices"):
        if not seen[what]:
            wrong.append(f"no {what} in any workbook: nothing was compared")
    if wrong:
        sys.exit("\n".join(wrong[:50]) + f"\n{len(wrong)} wrong")


if __name__ == "__main__":
    main(sys.argv[1])
