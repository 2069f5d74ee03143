"""Makes a folder of English prose from unpacked documentation packages, for `duplicates_bench.py --prose`.

`python scripts/bench/prose_texts.py UNPACKED FOLDER`: every folder in UNPACKED is one package, named `NAME_VERSION`.
The prose of its pages is written to FOLDER, one text for each folder of pages, paragraphs parted by empty lines. What
looks like code or a table is left out, and so is a paragraph that was there before, in whatever package. A FOLDER that
is there already is added to. The texts are other people's: the folder may not lie in this project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import regex
from prose import is_prose, paragraphs, unwrapped
from texts import files_of_folder, read_text

from corpus_kp.textfree.html_text import UnreadablePageError

#: What is written beside the texts: packages with their versions, and what there is of each.
SOURCES = "sources.json"
#: From so many pages in HTML on, the other files of a package are the same text once more.
_PAGES = 10
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def write_texts(unpacked: Path, folder: Path) -> dict[str, dict[str, object]]:
    """Writes the texts of all packages, beside those that are there; a package that is there is passed over.

    Returns:
        For each package its version, and the numbers of texts, paragraphs and words.
    """
    folder.mkdir(parents=True, exist_ok=True)
    there = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    seen = {_digest(part) for text in there for part in text.split("\n\n")}
    sources = json.loads((folder / SOURCES).read_text(encoding="utf-8")) if (folder / SOURCES).exists() else {}
    for package in sorted(path for path in unpacked.iterdir() if path.is_dir()):
        name, _, version = package.name.partition("_")
        if name not in sources:
            sources[name] = {"version": version, **_write_package(package, folder / name, seen)}
    kept = {name: its for name, its in sorted(sources.items()) if its["words"]}
    (folder / SOURCES).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return kept


def _write_package(package: Path, stem: Path, seen: set[bytes]) -> dict[str, int]:
    texts = [text for text in (_new_prose(files, seen) for files in _by_folder(package)) if text]
    for number, text in enumerate(texts):
        stem.with_name(f"{stem.name}-{number:05}.txt").write_text("\n\n".join(text) + "\n", encoding="utf-8")
    words = sum(len(part.split()) for text in texts for part in text)
    return {"texts": len(texts), "paragraphs": sum(map(len, texts)), "words": words}


def _by_folder(package: Path) -> Iterator[list[Path]]:
    """The files of each folder, in order; only the pages in HTML if there are many."""
    files = list(files_of_folder(package))
    pages = [path for path in files if ".htm" in path.name]
    for _, group in groupby(pages if len(pages) >= _PAGES else files, key=lambda path: path.parent):
        yield list(group)


def _new_prose(files: list[Path], seen: set[bytes]) -> list[str]:
    """Paragraphs of prose that were not there before, under whatever spacing, case and punctuation."""
    kept = []
    for path in files:
        for part in _paragraphs(path):
            digest = _digest(part)
            if digest not in seen:
                seen.add(digest)
                kept.append(part)
    return kept


def _digest(part: str) -> bytes:
    return hashlib.blake2b(" ".join(_WORD.findall(part.lower())).encode(), digest_size=16).digest()


def _paragraphs(path: Path) -> list[str]:
    try:
        text = read_text(path)
    except UnreadablePageError as error:
        print(f"{path.name}: left out: {error}", file=sys.stderr)
        return []
    return [part for part in (unwrapped(text[start:end]) for start, end in paragraphs(text)) if is_prose(part)]


def main() -> None:
    """Writes the folder and says what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("unpacked", type=Path, metavar="UNPACKED", help="folder with a folder for each package")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="is made, or added to")
    options = parser.parse_args()
    if options.folder.resolve().is_relative_to(ROOT):
        parser.error(f"{options.folder}: texts of others may not lie in the project; name a folder elsewhere")
    sources = write_texts(options.unpacked, options.folder)
    for name, counts in sources.items():
        print(name, *counts.values())


if __name__ == "__main__":
    main()
