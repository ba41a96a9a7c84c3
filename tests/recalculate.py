"""Opens every workbook below a folder with LibreOffice, lets it recalculate all formulas, and compares each result with
the one stored by monthend. Fails when a workbook does not open, has no formula at all where one is expected, or differs.

Run: python3 tests/recalculate.py FOLDER
"""
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def sheets(book):
    """Yields (sheet name, part name) in order."""
    workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    parts = {relation.get("Id"): relation.get("Target") for relation in relations}
    for sheet in workbook.iter(f"{MAIN}sheet"):
        target = parts[sheet.get(f"{REL}id")]
        yield sheet.get("name"), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def values(path):
    """{(sheet, cell): (formula or None, value text)} of every cell with a value."""
    found = {}
    with zipfile.ZipFile(path) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{MAIN}si"):
                shared.append("".join(text.text or "" for text in item.iter(f"{MAIN}t")))
        for name, part in sheets(book):
            for cell in ElementTree.fromstring(book.read(part)).iter(f"{MAIN}c"):
                formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                text = value.text if value is not None else ""
                if cell.get("t") == "s" and text:
                    text = shared[int(text)]
                found[name, cell.get("r")] = (formula.text if formula is not None else None, text or "")
    return found


def same(stored, computed):
    try:
        left, right = float(stored), float(computed)
    except ValueError:
        return stored == computed
    return abs(left - right) <= 1e-6 * max(1.0, abs(left))


def main(folder):
    books = sorted(path for path in Path(folder).rglob("*.xlsx"))
    if not books:
        sys.exit(f"no workbook below {folder}")
    wrong, formulas = [], 0
    with tempfile.TemporaryDirectory() as temporary:
        profile = Path(temporary, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(ALWAYS)
        # Numbered folders: workbooks of several languages and clients may share a name.
        for at, path in enumerate(books):
            (Path(temporary) / "in").mkdir(exist_ok=True)
            (Path(temporary) / "in" / f"{at:04}.xlsx").write_bytes(path.read_bytes())
        out = Path(temporary, "out")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{temporary}/profile", "--headless", "--convert-to", "xlsx", "--outdir", out]
            + sorted(Path(temporary, "in").glob("*.xlsx")),
            check=True, timeout=2400, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for at, path in enumerate(books):
            opened = out / f"{at:04}.xlsx"
            if not opened.exists():
                wrong.append(f"{path}: does not open")
                continue
            before, after = values(path), values(opened)
            for place, (formula, stored) in before.items():
                if formula is None:
                    continue
                formulas += 1
                computed = after.get(place, (None, ""))[1]
                if not same(stored, computed):
                    wrong.append(f"{path}: {place[0]}!{place[1]} ={formula} stored {stored!r}, recalculated {computed!r}")
    print(f"{len(books)} workbooks, {formulas} formulas")
    if formulas == 0:
        sys.exit("no formula in any workbook: the totals are not live")
    if wrong:
        sys.exit("\n".join(wrong[:50]) + f"\n{len(wrong)} wrong")


if __name__ == "__main__":
    main(sys.argv[1])
