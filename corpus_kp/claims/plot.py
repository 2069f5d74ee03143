"""A plot of an issue: what is said over time, by whom, how surely, and what conflicts."""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from corpus_kp.claims.plot_axes import NUMERIC, WIDTH, day_ticks
from corpus_kp.claims.plot_layout import Layout, Mark, laid_out
from corpus_kp.claims.statements import AUTHOR, LEFT_OUT, Statements
from corpus_kp.errors import UsageError
from corpus_kp.rendering import count, printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

#: Endings of files, with what has to be left out of each so that the same plot has the same bytes.
_METADATA: dict[str, dict[str, None]] = {
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
    ".png": {},
}
_SETTINGS: Any = {
    "svg.hashsalt": "corpus_kp",
    "svg.fonttype": "none",  # letters can be searched, and every script is shown that the reader has letters for
    "text.parse_math": False,
    "font.size": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
#: Colours that most people can tell apart (Okabe and Ito), and marks; together 64 sources.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D46")
_MARKS = ("o", "s", "^", "D", "v", "p", "h", "<")
_SIZE, _ARROW = 6.5, 34
_CONFLICT = "#C00000"
_INCH = 72
#: Letters of a line of the title and of an answer.
_TITLE, _ANSWER = 80, 34
#: Entries of a legend from which on it has two columns.
_MANY = 22
_CERTAIN, _DENIED = "CT+", "CT-"
#: How far the line of a conflict is bent.
_BEND = 26
#: Arrows upwards, from a mark and by itself.
_ARROW_FROM = ((0, 0), (0, 1), (-0.16, 0.78), (0, 1), (0.16, 0.78))
_ARROW_ALONE = ((0, -1), (0, 1), (-0.45, 0.4), (0, 1), (0.45, 0.4))


def plotted(said: Statements, ending: str) -> bytes:
    """Draws an issue; the same statements give the same bytes.

    Args:
        said: on the issue.
        ending: of the file, `.svg`, `.pdf` or `.png`.

    Raises:
        UsageError: the form is another one, there is nothing to draw, or matplotlib is not installed.
    """
    if ending not in _METADATA:
        raise UsageError(f"--plot draws {', '.join(_METADATA)} files, not {ending or 'one without an ending'}")
    layout = laid_out(said)
    if not layout.marks:
        raise UsageError(f"{said.issue.issue_id}: no mention that could be drawn; corpus-kp claims lists other issues")
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise UsageError("--plot needs matplotlib: pip install 'corpus_kp[plot]'") from error
    out = io.BytesIO()
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a file that is no SVG shows a box in its place
        figure = _figure(said, layout)
        figure.savefig(out, format=ending[1:], bbox_inches="tight", dpi=150, metadata=_METADATA[ending])
    return out.getvalue()


def _figure(said: Statements, layout: Layout) -> Figure:
    from matplotlib.figure import Figure

    height = layout.upright.height
    figure = Figure(figsize=(WIDTH / _INCH, height / _INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    missing = f" (not shown: {count(layout.left_out, 'mention')} without a number)" if layout.left_out else ""
    axes.set(
        xlim=(0, WIDTH), ylim=(0, height), xlabel=f"date that the mention names, else that of its document{missing}"
    )
    axes.set_title(_lines(said.issue.question, _TITLE), loc="left", fontsize=11, fontweight="bold", pad=12)
    _label(axes, layout, numeric=said.issue.answer_type in NUMERIC)
    for conflict in layout.conflicts:
        axes.add_patch(_bow(*conflict))
    looks = _looks(layout.marks)
    for mark in layout.marks:
        _draw(axes, mark, *looks[mark.source])
    _legends(figure, axes, layout, looks)
    return figure


def _lines(text: str, letters: int) -> str:
    return "\n".join(textwrap.wrap(printable(text), letters)) or "-"


def _gid(mark: Mark) -> str:
    return printable(f"{mark.mention.doc_id}.{mark.mention.id}")


def _label(axes: Axes, layout: Layout, *, numeric: bool) -> None:
    """Ticks, a faint line for each answer, and a field for what has no date."""
    days, ticks = day_ticks(layout.level), layout.upright.ticks
    begin = layout.level.undated
    if begin is not None:
        axes.axvspan(begin, WIDTH, color="#F2F2F2", zorder=0, linewidth=0)
        days = [*days, ((begin + WIDTH) / 2, "no date")]
    axes.set_xticks([at for at, _ in days], [label for _, label in days])
    axes.set_yticks([at for at, _ in ticks], [label if numeric else _lines(label, _ANSWER) for _, label in ticks])
    axes.grid(axis="y", color="#E0E0E0", linewidth=0.6)
    axes.set_axisbelow(True)


def _looks(marks: Sequence[Mark]) -> dict[str, tuple[str, str]]:
    """Colour and mark of each source, those with most mentions first."""
    sources = [mark.source for mark in marks]
    order = sorted(dict.fromkeys(sources), key=lambda source: -sources.count(source))
    around = len(_COLOURS)
    return {name: (_COLOURS[at % around], _MARKS[(at + at // around) % around]) for at, name in enumerate(order)}


def _draw(axes: Axes, mark: Mark, colour: str, sign: str) -> None:
    """A mark, hollow unless it is certain, with what belongs to its date and its number."""
    held = mark.mention.origin_commitment
    thin: dict[str, Any] = {"color": colour, "linewidth": 1.1, "zorder": 2}
    if mark.spread:
        axes.plot(mark.spread, (mark.y, mark.y), **thin, alpha=0.5)
    if mark.low is not None and mark.high is not None:
        axes.plot((mark.x, mark.x), (mark.low, mark.high), marker="_", markersize=_SIZE, **thin)
    if mark.more or mark.less:
        axes.add_line(_arrow((mark.x, mark.y), colour, up=mark.more))
    filled = colour if held == _CERTAIN else "white"
    edge: dict[str, Any] = {"markeredgecolor": colour, "markeredgewidth": 1.2, "gid": f"mention.{_gid(mark)}"}
    axes.plot(mark.x, mark.y, marker=sign, markersize=_SIZE, markerfacecolor=filled, linestyle="", zorder=3, **edge)
    if held == _DENIED:
        axes.plot(mark.x, mark.y, marker="x", markersize=_SIZE + 2, color=colour, markeredgewidth=1, zorder=4)


def _bow(one: Mark, other: Mark, confirmed: bool) -> PathPatch:  # noqa: FBT001 - a conflict as the layout has it
    """A line that joins two marks; bent, so that it is seen between neighbours."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    across, up = other.x - one.x, other.y - one.y
    bend = _BEND / (math.hypot(across, up) or 1)
    middle = ((one.x + other.x) / 2 + bend * abs(up), (one.y + other.y) / 2 - bend * abs(across))
    path = Path([(one.x, one.y), middle, (other.x, other.y)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    dashes = "-" if confirmed else "--"
    gid = f"conflict.{_gid(one)}.{_gid(other)}"
    return PathPatch(
        path, fill=False, edgecolor=_CONFLICT, alpha=0.6, linewidth=1.3, linestyle=dashes, zorder=1, gid=gid
    )


def _arrow(at: tuple[float, float], colour: str, *, up: bool) -> Line2D:
    from matplotlib.lines import Line2D

    head = _head(_ARROW_FROM, up=up)
    return Line2D([at[0]], [at[1]], marker=head, markersize=_ARROW, color=colour, fillstyle="none", zorder=2)


def _head(points: Sequence[tuple[float, float]], *, up: bool) -> Path:
    from matplotlib.path import Path

    return Path([(x, y if up else -y) for x, y in points])


def _legends(figure: Figure, axes: Axes, layout: Layout, looks: dict[str, tuple[str, str]]) -> None:
    """Who the marks are, on the right, and what they mean, below."""
    from matplotlib.lines import Line2D

    names = {mark.source: mark.name for mark in layout.marks}
    labels = [_who(source, names) for source in looks]
    sources = [Line2D([], [], color=colour, marker=sign, linestyle="") for colour, sign in looks.values()]
    figure.legend(
        *(sources, labels), title="innermost source", loc="upper left", bbox_to_anchor=(1.015, 1.02),
        frameon=False, ncols=2 if len(labels) > _MANY else 1, alignment="left",
    )  # fmt: skip
    handles, meanings = zip(*_meanings(layout), strict=True)
    axes.legend(
        *(handles, meanings), loc="upper left", bbox_to_anchor=(-6, -34), bbox_transform=axes.transData,
        frameon=False, ncols=3,
    )  # fmt: skip


def _who(source: str, names: dict[str, str]) -> str:
    known = {AUTHOR: "the document itself", LEFT_OUT: "not named"}
    name = known.get(source) or names[source]
    same = list(names.values()).count(names[source]) > 1
    return printable(f"{name} ({source})" if same else name)


def _meanings(layout: Layout) -> Iterator[tuple[Line2D | tuple[Line2D, ...], str]]:
    """What the signs mean that are in a plot."""
    from matplotlib.lines import Line2D

    marks, grey = layout.marks, "#555555"

    def sign(face: str, shape: Any = "o") -> Line2D:
        return Line2D([], [], color=grey, marker=shape, markerfacecolor=face, markersize=_SIZE + 1, linestyle="")

    held = {mark.mention.origin_commitment for mark in marks}
    entries: Iterable[tuple[bool, Line2D | tuple[Line2D, ...], str]] = [
        (_CERTAIN in held, sign(grey), "certain (CT+)"),
        (bool(held - {_CERTAIN, _DENIED}), sign("white"), "less than certain"),
        (_DENIED in held, (sign("white"), sign(grey, "x")), "denied (CT-)"),
        (any(mark.more for mark in marks), sign("none", _head(_ARROW_ALONE, up=True)), "this or more"),
        (any(mark.less for mark in marks), sign("none", _head(_ARROW_ALONE, up=False)), "this or less"),
        (any(mark.low is not None for mark in marks), sign(grey, "|"), "from, to"),
        (any(sure for *_, sure in layout.conflicts), Line2D([], [], color=_CONFLICT), "conflict"),
        (
            any(not sure for *_, sure in layout.conflicts),
            Line2D([], [], color=_CONFLICT, linestyle="--"),
            "uncertain conflict",
        ),
    ]
    return ((handle, meaning) for there, handle, meaning in entries if there)
