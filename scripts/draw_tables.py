"""Draws `docs/tables.svg` from the schemas: `python scripts/draw_tables.py`."""

import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus_kp.schema import TableSchema, load_schemas

#: Tables by column of the picture, from left to right.
GRID = (
    ("documents", "tokens"),
    ("entities",),
    ("attributions", "stances"),
    ("claims", "claim_pairs"),
    ("quantities", "timexes"),
)
#: Columns of a table that point at another one, beside doc_id.
LINKS = (
    ("stances", "attribution_id", "attributions"),
    ("claims", "attribution_id", "attributions"),
    ("claims", "quantity_ids", "quantities"),
    ("claims", "timex_ids", "timexes"),
    ("claim_pairs", "claim_a", "claims"),
)
WIDTH, GAP, LINE, HEAD, MARGIN = 200, 60, 16, 26, 20


def places(schemas: dict[str, TableSchema]) -> dict[str, tuple[int, int]]:
    """Left upper corner of each table's box, in pixels."""
    found = {}
    for column, names in enumerate(GRID):
        y = MARGIN
        for name in names:
            found[name] = (MARGIN + column * (WIDTH + GAP), y)
            y += height(schemas[name]) + 24
    return found


def height(schema: TableSchema) -> int:
    """Height of a table's box, in pixels."""
    return HEAD + LINE * len(schema.columns) + 8


def box(schema: TableSchema, x: int, y: int) -> str:
    """A table: its name and its columns."""
    lines = [
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{height(schema)}" rx="4" fill="#fff" stroke="#345"/>',
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEAD - 4}" rx="4" fill="#345"/>',
        f'<text x="{x + 8}" y="{y + 16}" fill="#fff" font-weight="bold">{schema.name}</text>',
    ]
    for number, column in enumerate(schema.columns.values()):
        kind = type(column.dtype).__name__.replace("Enum", "ClassLabel")
        row = y + HEAD + LINE * number + 10
        lines.append(f'<text x="{x + 8}" y="{row}">{escape(column.name)}</text>')
        lines.append(f'<text x="{x + WIDTH - 8}" y="{row}" fill="#678" text-anchor="end">{kind}</text>')
    return "\n".join(lines)


def link(start: tuple[int, int], end: tuple[int, int]) -> str:
    """An arrow from a column's row to a table's head."""
    (x1, y1), (x2, y2) = start, end
    if x2 > x1:
        x1 += WIDTH
        bend = f"C {x1 + 40} {y1}, {x2 - 40} {y2}, {x2 - 6} {y2}"
    elif x2 < x1:
        x2 += WIDTH
        bend = f"C {x1 - 40} {y1}, {x2 + 40} {y2}, {x2 + 6} {y2}"
    else:
        bend = f"C {x1 - 34} {y1}, {x2 - 34} {y2}, {x2 - 6} {y2}"
    return f'<path d="M {x1} {y1} {bend}" fill="none" stroke="#b52" marker-end="url(#tip)"/>'


def draw(schemas: dict[str, TableSchema]) -> str:
    """The whole picture."""
    corner = places(schemas)
    arrows = []
    for table, column, target in LINKS:
        x, y = corner[table]
        row = y + HEAD + LINE * list(schemas[table].columns).index(column) + 6
        arrows.append(link((x, row), (corner[target][0], corner[target][1] + 11)))
    bottom = max(corner[name][1] + height(schemas[name]) for name in corner) + MARGIN
    right = MARGIN + len(GRID) * (WIDTH + GAP) - GAP + MARGIN
    boxes = [box(schemas[name], *corner[name]) for name in corner]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} {bottom}" width="{right}" height="{bottom}" '
        'font-family="sans-serif" font-size="12">\n'
        "<title>The tables of a package; every table but claim_pairs has doc_id</title>\n"
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="4" orient="auto">'
        '<path d="M 0 0 L 8 4 L 0 8 z" fill="#b52"/></marker></defs>\n'
        f'<rect width="{right}" height="{bottom}" fill="#f7f8fa"/>'
    )
    return "\n".join([head, *boxes, *arrows, "</svg>"]) + "\n"


if __name__ == "__main__":
    path = ROOT / "docs" / "tables.svg"
    path.write_text(draw(dict(load_schemas(ROOT / "schemas").tables)), encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}")
