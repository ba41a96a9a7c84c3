"""Opens every overview.html below a folder in Chromium without a window. Fails when it is not rendered, when the browser
refuses something or complains, when the picture lacks charts, tiles or tables, when a link leads nowhere, or when it is printed
on too many sheets of paper.

Run: python3 tests/browser.py FOLDER
"""
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
WIDE, TALL = 1280, 2400
# Sheets of paper that the sample's month takes; with a chart on each and sections kept whole it took fifteen.
SHEETS = 8


class Page(HTMLParser):
    """Counts elements and collects links and texts of tiles."""

    def __init__(self):
        super().__init__()
        self.count, self.links, self.tiles, self.inside = {}, [], [], None

    def handle_starttag(self, tag, attrs):
        self.count[tag] = self.count.get(tag, 0) + 1
        self.inside = tag
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, text):
        if self.inside == "strong":
            self.tiles.append(text)
        self.inside = None


def run(*args):
    with tempfile.TemporaryDirectory() as home:
        command = [*CHROMIUM, f"--user-data-dir={home}", "--enable-logging=stderr", *args]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def pixels(path):
    """Width, and the rows of a PNG of 8 bits a channel as bytes, filters undone."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        part = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            wide, tall, _, colour = struct.unpack(">IIBB", part[:10])
        if kind == b"IDAT":
            packed += part
        at += size + 12
    step = {2: 3, 6: 4}[colour]
    raw, rows = zlib.decompress(packed), []
    before = bytearray(wide * step)
    for row in range(tall):
        start = row * (wide * step + 1)
        how, line = raw[start], bytearray(raw[start + 1 : start + 1 + wide * step])
        for i in range(len(line)):
            left = line[i - step] if i >= step else 0
            up, corner = before[i], before[i - step] if i >= step else 0
            if how == 1:
                add = left
            elif how == 2:
                add = up
            elif how == 3:
                add = (left + up) // 2
            elif how == 4:
                guess = left + up - corner
                add = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
            else:
                add = 0
            line[i] = (line[i] + add) & 255
        rows.append(bytes(line))
        before = line
    return step, rows


def faults(path):
    address = path.resolve().as_uri()
    shown = run("--dump-dom", address)
    page = Page()
    page.feed(shown.stdout)
    said = [line for line in shown.stderr.splitlines() if "CONSOLE" in line]
    yield from (f"the browser says {line}" for line in said)
    for tag, least in {"h1": 1, "h2": 3, "strong": 7, "figure": 3, "rect": 10, "polyline": 7, "table": 3}.items():
        if page.count.get(tag, 0) < least:
            yield f"{page.count.get(tag, 0)} <{tag}>, at least {least} expected"
    if not any(re.search(r"[1-9]", tile) for tile in page.tiles):
        yield f"no figure in the tiles: {page.tiles}"
    for link in page.links:
        if not (path.parent / unquote(link)).is_file():
            yield f"a link leads nowhere: {link}"
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        run(f"--window-size={WIDE},{TALL}", f"--screenshot={picture}", address)
        step, rows = pixels(picture)
        colours = {row[i : i + 3] for row in rows[::7] for i in range(0, len(row), step * 3)}
        # bars and lines of a chart, fills of tiles and heads of tables
        for name, colour in {"charts": "0072b2", "tiles": "f2f5f9", "heads of tables": "1f3a5f"}.items():
            if bytes.fromhex(colour) not in colours:
                yield f"{name} are not in the picture (no #{colour})"
        paper = Path(folder) / "page.pdf"
        run(f"--print-to-pdf={paper}", address)
        sheets = len(re.findall(rb"/Type /Page\b(?!s)", paper.read_bytes()))
        if not 1 <= sheets <= SHEETS:
            yield f"printed on {sheets} sheets of paper, at most {SHEETS} expected"


def main(folder):
    pages = sorted(Path(folder).rglob("overview.html"))
    if not pages:
        sys.exit(f"no overview.html below {folder}")
    wrong = 0
    for page in pages:
        for fault in faults(page):
            print(f"{page}: {fault}")
            wrong += 1
    print(f"{len(pages)} pages, {wrong} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1])
