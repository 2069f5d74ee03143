"""The bench of near-duplicates: its truth has to be exact, or it measures nothing."""

# ruff: noqa: E402 - the modules of the bench are found once its folder is on the path

from __future__ import annotations

import json
import random
import sys
from itertools import combinations
from pathlib import Path

import polars as pl

BENCH = Path(__file__).resolve().parent.parent / "scripts" / "bench"
sys.path.insert(0, str(BENCH))

import near_copies
from near_copies import FRAMED, PROSE_EDITS, REORDERED, all_near, from_prose, nearness, runs_of
from prose_texts import SOURCES, write_texts

from corpus_kp.duplicates import near_duplicates
from corpus_kp.shingles import shingles

_PARAGRAPH = (
    "The harbour of {} stays closed, and it is not known for how long. She said that ships {} wait outside of it."
)


def _paragraphs(count: int, chance: random.Random) -> list[str]:
    names = ("".join(chance.choices("abdeilmnorst", k=9)) for _ in range(2 * count))
    return [_PARAGRAPH.format(one, other) for one, other in zip(names, names, strict=True)]


def test_all_near_pairs_are_those_of_a_comparison_of_every_two() -> None:
    """The prefix filter loses no pair that is near, also at the bound, and keeps none that is not."""
    chance = random.Random(7)
    words = [f"w{n}" for n in range(40)]
    texts = [" ".join(chance.choices(words, k=chance.randint(3, 40))) for _ in range(30)]
    for _ in range(60):
        changed = [word if chance.random() > 0.03 else chance.choice(words) for word in chance.choice(texts).split()]
        texts.append(" ".join(changed))
    every = {(b, a): nearness(texts[b], texts[a]) for a, b in combinations(range(len(texts)), 2)}
    assert all_near(texts) == {pair: share for pair, share in every.items() if share >= near_copies.NEARNESS}
    assert len(all_near(texts)) > 50


def test_words_and_runs_are_those_of_the_library() -> None:
    """The bench says anew what a word, a run and near are, and says the same."""
    texts = [
        "Don't STOP at 1,500\u2014or the Ÿvette's \u0130zmir e\u0301lan, \u00bd of it_all.",
        "Ünder the ΟΔΟΣ of Athens. " * 3,
    ]
    counted = shingles(pl.DataFrame({"text": texts}), near_copies.RUN).unique(("_row", "_run"))
    assert [len(runs_of(text)) for text in texts] == counted.group_by("_row").len().sort("_row")["len"].to_list()
    assert (near_copies.RUN, near_copies.NEARNESS) == (near_duplicates.RUN, near_duplicates.NEARNESS)


def test_documents_of_prose_share_no_paragraph_save_in_copies(tmp_path: Path) -> None:
    """Each tenth document is a copy with an edit of its kind; the others are paragraphs of the folder, once each."""
    parts = _paragraphs(1200, random.Random(3))
    (tmp_path / "one.txt").write_text("\n\n".join(parts[:700]), encoding="utf-8")
    (tmp_path / "two.txt").write_text("\n\n".join(parts[700:]) + "\n", encoding="utf-8")
    material = from_prose(tmp_path, 100, 1)
    assert len(material.texts) == 100
    originals = [text for number, text in enumerate(material.texts) if number % 10 != 9]
    used = [part for text in originals for part in text.split("\n\n")]
    assert len(used) == len(set(used))
    assert set(used) <= set(parts)
    assert all(100 <= len(text.split()) <= 400 for text in originals)
    assert list(material.planted.values()) == list(PROSE_EDITS)
    for (copy, original), kind in material.planted.items():
        one, other = (material.texts[number].split("\n\n") for number in (copy, original))
        assert kind != REORDERED or (one != other and sorted(one) == sorted(other))
        assert kind != FRAMED or one[1:-1] == other


def test_a_folder_of_texts_has_prose_once_and_no_code(tmp_path: Path) -> None:
    """Pages of packages become texts; a paragraph that was there before, and code, are left out; again is a no-op."""
    page = "<html><body><p>{}</p><pre>for (i = 0; i &lt; 9; i++) run(i);</pre><p>{}</p></body></html>"
    first, second, third = _paragraphs(3, random.Random(4))
    for name, inner in {"harbour-doc_1.0": (first, second), "ships-doc_2:3": (second.upper(), third)}.items():
        (tmp_path / "unpacked" / name).mkdir(parents=True)
        (tmp_path / "unpacked" / name / "index.html").write_text(page.format(*inner), encoding="utf-8")
    sources = write_texts(tmp_path / "unpacked", tmp_path / "folder")
    assert [its["version"] for its in sources.values()] == ["1.0", "2:3"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((tmp_path / "folder").glob("*.txt"))}
    assert texts == {"harbour-doc-00000.txt": f"{first}\n\n{second}\n", "ships-doc-00000.txt": f"{third}\n"}
    assert write_texts(tmp_path / "unpacked", tmp_path / "folder") == sources
    assert json.loads((tmp_path / "folder" / SOURCES).read_text(encoding="utf-8")) == sources
