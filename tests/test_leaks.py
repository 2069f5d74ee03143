"""No text of an article that may not be given on is in any file that is."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import article

from corpus_kp.building import build, check
from corpus_kp.corpus import Corpus
from corpus_kp.textfree.fingerprint import seal
from corpus_kp.textfree.leaks import KINDS, Leak, Protected, find_leaks, protected_from
from corpus_kp.textfree.refilling import refill, unmoved

#: Made up; 60 words, enough for a fingerprint.
TEXT = (
    "Harbour master Ilvane Torquist told reporters that nineteen barges had slipped past Cape Wendle before dawn.\n"
    "Her deputy, Osric Pellam, disputed the figure and blamed “careless lamp keepers” on Grelling Rock. "
    "The Guild of Northern Wharf and Ferry Clerks, which counted eleven, has asked for a hearing. "
    "Nobody at the custom house would say who had lit the false beacon, or why the bells stayed silent.\n"
)
NAMES = frozenset({"Ilvane Torquist", "Cape Wendle", "Osric Pellam", "Grelling Rock", "Torquist"})
COVERED = NAMES | {"careless lamp keepers", "the false beacon", "nineteen barges", "barges"}
PROTECTED = [Protected("hx-n009", TEXT, NAMES, COVERED)]
GUILD = "Guild of Northern Wharf and Ferry Clerks"
RUN = "blamed careless lamp keepers on"
WORDS = TEXT.replace(",", "").split()
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(path: Path, allowed: tuple[str, ...] = (), **options: object) -> list[Leak]:
    """Leaks of the made-up text in one file."""
    return find_leaks([path], PROTECTED, allowed, **options)  # type: ignore[arg-type]


def places(leaks: list[Leak]) -> set[tuple[str, str]]:
    """Kinds and places."""
    return {(leak.kind, leak.where) for leak in leaks}


def kinds(leaks: list[Leak]) -> set[str]:
    """Kinds alone."""
    return {leak.kind for leak in leaks}


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    """Writes a JSONL file, a record a line."""

    def write(*records: object) -> Path:
        path = tmp_path / "hx-n009.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return path

    return write


# The files of this project


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The shipped corpus."""
    return Corpus(Path(__file__).resolve().parent.parent)


@pytest.fixture
def article_texts(corpus: Corpus, articles: Path) -> list[Protected]:
    """The published articles, with what is annotated in them."""
    texts = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in articles.glob("*.txt")}
    documents = corpus.read().text_free()
    known = [(document, texts[document.header.record.text_sha256].read_bytes().decode()) for document in documents]
    filled = [refill(document, text, unmoved(document)).document for document, text in known]
    assert len(filled) == 5
    return protected_from(filled)


@pytest.fixture
def public_names(corpus: Corpus) -> set[str]:
    """Names of the register of entities."""
    entries = [line.record for line in corpus.read().register]
    return {name for entry in entries for name in (entry.canonical_name, *entry.aliases)}


@pytest.fixture
def listed(root: Path) -> list[Path]:
    """Every file of the checkout that is or may be committed."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    git = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if git.returncode == 0:
        return [path for name in git.stdout.splitlines() if (path := root / name).is_file()]
    parts = [root / name for name in ("annotations", "schemas", "docs", "corpus_kp", "tests", "scripts")]
    return [*root.glob("*.*"), *(path for part in parts for path in part.rglob("*") if path.is_file())]


def _is_text_free(path: Path) -> bool:
    return path.name.startswith(("kp-n", "news-"))


def test_text_free_annotations_give_nothing_away(listed, article_texts, public_names) -> None:
    """Neither words, names nor hashes of the articles are in the files about them."""
    files = [path for path in listed if _is_text_free(path)]
    assert {path.suffix for path in files} >= {".jsonl"}
    assert find_leaks(files, article_texts, public_names) == []


def test_registers_give_nothing_away(root: Path, article_texts, public_names) -> None:
    """Names, questions and propositions are in words of our own."""
    files = [root / "annotations" / name for name in ("entities.jsonl", "claims.jsonl")]
    assert find_leaks(files, article_texts, public_names) == []


def test_no_other_file_shares_a_run_with_an_article(listed, article_texts, public_names) -> None:
    """Eight words running, or a hash of a few, are in no file of the project."""
    files = [path for path in listed if not _is_text_free(path)]
    assert find_leaks(files, article_texts, public_names, run=8, kinds=("run", "hash")) == []


def test_a_package_gives_nothing_away(corpus: Corpus, article_texts, public_names, tmp_path: Path) -> None:
    """What is built without the articles holds nothing of them either."""
    out = tmp_path / "package"
    build(corpus, check(corpus), out)
    files = [path for path in out.rglob("*") if path.is_file()]
    strict = [path for path in files if _is_text_free(path)]
    others = [path for path in files if not _is_text_free(path)]
    assert len(strict) >= 8
    leaks = find_leaks(strict, article_texts, public_names)
    leaks += find_leaks(others, article_texts, public_names, run=8, kinds=("run", "hash"))
    assert leaks == []


# What is found


@pytest.mark.parametrize(
    ("record", "leak"),
    [
        ({"layer": "attributions", "cue": {"start": 1, "text": RUN}}, ("run", "line 1: cue.text")),
        ({"layer": "documents", "title": "Nineteen barges had slipped past"}, ("run", "line 1: title")),
        ({"entity_id": "would-say-who-had-lit"}, ("run", "line 1: entity_id")),
        ({"proposition": "She said that nineteen barges had slipped by."}, ("run", "line 1: proposition")),
        ({"had lit the FALSE beacon": 1}, ("run", "line 1: #1 (key)")),
        ({"had lit the FALSE beacon": {"start": "x y", "text": RUN}}, ("run", "line 1: #1.text")),
        ({"text": "Osric Pellam"}, ("name", "line 1: text")),
        ({"entity_id": "torquist"}, ("name", "line 1: entity_id")),
        ({"entity_id": "hx-n009:osric-pellam"}, ("name", "line 1: entity_id")),
        ({"content": [{"text": "one"}, {"text": "Careless Lamp-Keepers"}]}, ("covered", "line 1: content[1].text")),
        ({"tokens": ["say", "who", "had", "lit", "the"]}, ("run", "line 1: tokens[0]")),
        ({"note": json.dumps({"a": "say who had l\u0069t the"}, ensure_ascii=True)}, ("run", "line 1: note")),
    ],
)
def test_words_in_an_annotation_file_are_found(lines, record: dict, leak: tuple[str, str]) -> None:
    """A missing text file is not enough: cells, titles, slugs, propositions and keys give a text away."""
    assert leak in places(found(lines(record)))


def test_a_word_a_line_is_found(lines) -> None:
    """Words that follow each other from record to record are a run."""
    path = lines(*({"layer": "tokens", "form": word} for word in WORDS))
    assert ("run", "line 1: form") in places(found(path))
    assert max(leak.words for leak in found(path)) == len(TEXT.replace("-", " ").split())


def test_the_same_key_twice_is_read_twice(tmp_path: Path) -> None:
    """What a parser would throw away is in the file all the same."""
    path = tmp_path / "a.json"
    path.write_text(f'{{"title": "{RUN}", "title": null}}', encoding="utf-8")
    assert kinds(found(path)) == {"run"}


def test_a_broken_line_is_read_as_text(tmp_path: Path) -> None:
    """A line that is no JSON is not passed over."""
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{}}\n{{"title": "{RUN}\n', encoding="utf-8")
    assert places(found(path)) == {("run", "line 2")}


@pytest.mark.parametrize("name", ["a.txt", "card.md", "b.toml", "c.yaml", "d.svg", "e.py", "f", "g.csv.bak"])
def test_runs_are_found_across_lines(tmp_path: Path, name: str) -> None:
    """A line break between words, in any text file, hides nothing."""
    path = tmp_path / name
    path.write_text(f"# A\n\n# x {RUN.replace(' lamp', chr(10) + '# lamp')} y\n", encoding="utf-8")
    assert found(path) == [Leak(path, "line 3", "run", "hx-n009", 5)]


def test_tags_between_words_hide_nothing(tmp_path: Path) -> None:
    """A drawing has each word in an element of its own."""
    path = tmp_path / "a.svg"
    path.write_text("<svg>\n" + "".join(f'<text x="1">{word}</text>\n' for word in RUN.split()), encoding="utf-8")
    assert places(found(path)) == {("run", "line 2")}


def test_tables_are_read_by_cell_and_header(tmp_path: Path) -> None:
    """CSV: rows count from below the header."""
    path = tmp_path / "a.csv"
    path.write_text(f'doc_id,"{RUN}",text\na,b,c\na,b,"he ""{RUN}"" x"\n', encoding="utf-8")
    assert places(found(path)) == {
        ("run", "header: [1]"),
        ("run", "row 1: #2 (key)"),
        ("run", "row 2: #2 (key)"),
        ("run", "row 2: text"),
    }


def _parquet(path: Path, table: pa.Table) -> Path:
    pq.write_table(table, path, compression="zstd")
    return path


@pytest.mark.parametrize(
    ("table", "leak"),
    [
        (pa.table({"c9": [[{"text": "x"}], [{"text": RUN}]]}), ("run", "row 2: c9[0].text")),
        (pa.table({"c9": [[["x", RUN]]]}), ("run", "row 1: c9[0][1]")),
        (pa.table({"c9": ["x", "Osric Pellam"]}), ("name", "row 2: c9")),
        (pa.table({"text": RUN.split()}), ("run", "row 1: text")),
        (pa.table({RUN: [1]}), ("run", "schema: #1 (name)")),
        (pa.table({"c9": [b"\x00\xff" + RUN.encode()]}), ("run", "row 1: c9, byte 2")),
        (pa.table({"c9": [1]}).replace_schema_metadata({"note": RUN}), ("run", "schema: note")),
        (
            pa.table({"c9": [1]}, schema=pa.schema([pa.field("c9", pa.int64(), metadata={"x": RUN})])),
            ("run", "schema: c9.x"),
        ),
        (
            pa.table({"c9": pa.DictionaryArray.from_arrays(pa.array([0]), pa.array(["x", RUN]))}),
            ("run", "dictionary: c9[0]"),
        ),
        (pa.table({"c9": pa.array([[("k", RUN)]], pa.map_(pa.string(), pa.string()))}), ("run", "row 1: c9[0][1]")),
        (pa.table({"c9": [int.from_bytes(hashlib.sha256(b"barges").digest()[:7], "little")]}), ("hash", "row 1: c9")),
    ],
)
def test_words_in_a_parquet_file_are_found(tmp_path: Path, table: pa.Table, leak: tuple[str, str]) -> None:
    """Nested cells, names of columns, metadata, and values of a dictionary that no row has."""
    assert leak in places(found(_parquet(tmp_path / "a.parquet", table)))


HASHES = {
    "sha256 of a word": hashlib.sha256(b"barges").digest(),
    "md5 of four words": hashlib.md5(b"would say who had", usedforsecurity=False).digest(),
    "sha1 as it stands": hashlib.sha1(b"Osric Pellam", usedforsecurity=False).digest(),
    "sha512 of folded words": hashlib.sha512(b"osric pellam disputed").digest(),
    "blake2b cut": hashlib.blake2b(b"nineteen barges").digest()[:9],
    "blake2b of six bytes": hashlib.blake2b(b"nineteen barges", digest_size=6).digest(),
    "blake2s cut": hashlib.blake2s(b"beacon").digest()[:5],
}


@pytest.mark.parametrize("digest", HASHES.values(), ids=HASHES)
@pytest.mark.parametrize(
    "write",
    [
        bytes.hex,
        lambda digest: digest.hex().upper(),
        lambda digest: f"key_{digest.hex()}",
        lambda digest: base64.b64encode(digest).decode(),
        lambda digest: base64.urlsafe_b64encode(digest).decode().rstrip("="),
        lambda digest: f"sha256-{base64.b64encode(digest).decode()}",
    ],
    ids=["hex", "upper", "prefix", "base64", "urlsafe", "integrity"],
)
def test_a_hash_that_a_word_list_undoes_is_found(lines, digest: bytes, write: Callable[[bytes], str]) -> None:
    """Without a salt, a hash of one to four words is the words."""
    leaks = found(lines({"check": write(digest)}))
    assert places(leaks) == {("hash", "line 1: check")}


def test_a_short_hash_inside_a_binary_is_found(tmp_path: Path) -> None:
    """Six bytes at any offset."""
    path = tmp_path / "a.print"
    noise = hashlib.shake_128(b"noise").digest(3001)
    path.write_bytes(noise[:777] + hashlib.sha256(b"beacon").digest()[:6] + noise[777:])
    assert places(found(path)) == {("hash", "byte 777")}


@pytest.mark.parametrize(("codec", "byte"), [("utf-8", 3), ("utf-16-le", 3), ("utf-16-be", 3)])
def test_words_inside_a_binary_are_found(tmp_path: Path, codec: str, byte: int) -> None:
    """Also as UTF-16 and at an odd offset."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x00\x80\x80" + RUN.encode(codec) + b"\x00\x00\x80")
    (leak,) = found(path)
    assert leak.kind == "run"
    assert abs(int(leak.where.removeprefix("byte ")) - byte) <= 1


@pytest.mark.parametrize(
    "pack",
    [
        base64.b64encode,
        lambda data: base64.encodebytes(b" ".join([data] * 9)),
        lambda data: base64.b64encode(gzip.compress(data)),
        lambda data: base64.b64encode(base64.b64encode(data)),
        lambda data: base64.b64encode(data.decode().encode("utf-16")),
        lambda data: b"data:text/plain;base64," + base64.b64encode(data),
        lambda data: data.hex().encode(),
        gzip.compress,
        zlib.compress,
    ],
    ids=["base64", "mime", "gzip in base64", "twice", "utf-16", "address", "hex", "gzip", "zlib"],
)
def test_packed_text_is_found(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """Base64, compression, and one in the other."""
    path = tmp_path / "a.txt"
    path.write_bytes(pack(RUN.encode()))
    assert "run" in kinds(found(path))


def test_base64_of_a_name_in_a_cell_is_found(lines) -> None:
    """A decoded cell is a cell."""
    path = lines({"x": base64.b64encode(b"Osric Pellam").decode()})
    assert places(found(path)) == {("name", "line 1: x, decoded")}


def test_archives_are_opened(tmp_path: Path) -> None:
    """A wheel or a source archive is as public as the files in it."""
    wheel, archive = tmp_path / "a.whl", tmp_path / "a.tar.gz"
    content = json.dumps({"text": "Osric Pellam"})
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("x/b9.jsonl", content)
    with tarfile.open(archive, "w:gz") as packed:
        member = tarfile.TarInfo("x/b9.jsonl")
        member.size = len(content)
        packed.addfile(member, io.BytesIO(content.encode()))
    assert ("name", "x/b9.jsonl: line 1: text") in places(found(wheel))
    assert any(leak.kind == "name" for leak in found(archive))


def test_the_name_of_a_file_is_looked_at(tmp_path: Path) -> None:
    """A slug made from a headline is text too."""
    path = tmp_path / "nineteen-barges-had-slipped-past.txt"
    path.write_text("", encoding="utf-8")
    assert places(found(path)) == {("run", "name of the file")}


# What is not


def test_a_fingerprint_is_no_leak(tmp_path: Path) -> None:
    """Sealed bytes give nothing away, whichever spans they hold checks for."""
    path = tmp_path / "hx-n009.print"
    spans = [(TEXT.index(words), TEXT.index(words) + len(words)) for words in sorted(COVERED)]
    path.write_bytes(seal(TEXT + article(120), spans).encode())
    assert found(path) == []


def test_an_unkeyed_check_in_a_fingerprint_would_be_one(tmp_path: Path) -> None:
    """The same file with six bytes of a plain hash for each span."""
    path = tmp_path / "hx-n009.print"
    checks = b"".join(hashlib.sha256(words.encode()).digest()[:6] for words in sorted(COVERED))
    path.write_bytes(seal(TEXT + article(120), []).encode() + checks)
    assert [leak.kind for leak in found(path)] == ["hash"] * len(COVERED)


def test_public_names_are_allowed(lines) -> None:
    """A name of the register, a part of one, and a run inside a long one; but not a run that leaves it."""
    path = lines({"text": "Osric Pellam"}, {"text": "Torquist"}, {"text": GUILD}, {"text": f"the {GUILD}"})
    allowed = ("Mr Osric Pellam", "Ilvane Torquist", GUILD)
    assert places(found(path, allowed)) == {("run", "line 4: text")}


def test_length_of_runs_and_kinds_can_be_chosen(lines) -> None:
    """Files of an open tier are held to longer runs, and may use the names."""
    path = lines({"text": "Osric Pellam"}, {"proposition": RUN})
    assert kinds(found(path, run=8)) == {"name"}
    assert found(path, run=8, kinds=("run", "hash")) == []
    assert set(KINDS) == {"run", "name", "covered", "hash"}


def test_prose_may_use_a_name(tmp_path: Path, lines) -> None:
    """Only a cell that is nothing but the name is covered text."""
    text = tmp_path / "a.md"
    text.write_text("Osric Pellam\n", encoding="utf-8")
    assert found(text) == []
    assert found(lines({"proposition": "The deputy is Osric Pellam."})) == []


def test_words_of_two_documents_belong_to_neither(lines) -> None:
    """What is in several texts has no doc_id."""
    both = [*PROTECTED, Protected("hx-n010", RUN)]
    (leak,) = find_leaks([lines({"text": RUN})], both, ())
    assert leak.doc_id is None
    assert "several documents" in str(leak)


def test_without_texts_nothing_is_found(lines) -> None:
    """Nothing is protected, so nothing leaks."""
    assert find_leaks([lines({"text": RUN})], [], ()) == []


def test_a_document_protects_its_names_and_spans(harbour: Path) -> None:
    """What is protected comes from the annotations; a document without text has nothing to compare."""
    documents = Corpus(harbour).read().documents
    known = protected_from(documents)
    assert [one.doc_id for one in known] == [one.header.record.doc_id for one in documents if one.text is not None]
    assert all(one.names <= one.covered and all(words in one.text for words in one.covered) for one in known)
    assert any(one.names for one in known)


# Properties

_FORMATS = ("json", "jsonl", "csv", "txt", "parquet", "nested", "bytes")


def _write(folder: Path, kind: str, cells: list[str]) -> Path:
    path = (
        folder / f"planted.{kind if kind not in {'nested', 'bytes'} else {'nested': 'parquet', 'bytes': 'bin'}[kind]}"
    )
    match kind:
        case "json":
            path.write_text(json.dumps([{"a": {"b": [cell]}} for cell in cells]), encoding="utf-8")
        case "jsonl":
            path.write_text("".join(json.dumps({"a": cell}) + "\n" for cell in cells), encoding="utf-8")
        case "csv":
            path.write_text("a\n" + "".join(f'"{cell}"\n' for cell in cells), encoding="utf-8")
        case "txt":
            path.write_text("\n".join(cells), encoding="utf-8")
        case "parquet":
            _parquet(path, pa.table({"a": cells}))
        case "nested":
            _parquet(path, pa.table({"a": [[{"b": [cell]}] for cell in cells]}))
        case "bytes":
            path.write_bytes(b"\0\xff".join(cell.encode() for cell in cells) + b"\xff")
    return path


#: Words of no text: every one has a digit in it.
_other = st.lists(st.from_regex(r"[a-z]{1,6}[0-9][a-z]{0,3}", fullmatch=True), max_size=8).map(" ".join)


@st.composite
def _runs(draw) -> tuple[str, str]:
    """Five words of the text, and how they may be written among others."""
    start = draw(st.integers(0, len(WORDS) - 5))
    run = " ".join(WORDS[start : start + 5])
    written = run.replace(" ", draw(st.sampled_from([" ", ", ", "  ", " - ", "\n", "_"])))
    return run, f"{draw(_other)} {written.upper() if draw(st.booleans()) else written} {draw(_other)}"


@SLOW
@given(kind=st.sampled_from(_FORMATS), run=_runs(), before=st.lists(_other, max_size=4))
def test_a_planted_run_is_found_anywhere(tmp_path, kind, run, before) -> None:
    """Five words of a text at any place of any cell of any format, whatever is between and around them."""
    words, written = run
    leaks = [leak for leak in found(_write(tmp_path, kind, [*before, written])) if leak.kind == "run"]
    assert {leak.doc_id for leak in leaks} == {"hx-n009"}
    for leak in leaks:
        assert set(words.casefold().split()).isdisjoint(leak.where.casefold().split())


@SLOW
@given(
    kind=st.sampled_from(_FORMATS),
    cells=st.lists(_other, min_size=1, max_size=6),
    words=st.lists(st.sampled_from(WORDS), max_size=4),
)
def test_other_words_are_no_leak(tmp_path, kind, cells, words) -> None:
    """Words of our own are not taken for those of the text, nor are four of the text among them."""
    cells = [f"q9 {cell} {' '.join(words)} q9" for cell in cells]
    assert found(_write(tmp_path, kind, cells)) == []


@SLOW
@given(start=st.integers(0, len(WORDS) - 5), key=st.booleans(), name=st.sampled_from(sorted(NAMES)))
def test_reports_never_say_the_words(lines, start, key, name) -> None:
    """Neither the line for a report nor the record itself repeats what leaked."""
    run = " ".join(WORDS[start : start + 5])
    nested = {run: {name: run}} if key else {"proposition": run, "label": name}
    path = lines(nested, {"entity_id": hashlib.sha256(name.encode()).hexdigest()})
    leaks = found(path)
    assert kinds(leaks) == {"run", "name", "hash"}
    shown = " ".join(f"{leak} {leak!r}" for leak in leaks).replace(str(path), "")
    assert run not in shown
    assert name not in shown
    assert repr(PROTECTED[0]) == "Protected(doc_id='hx-n009')"
    assert not any(word in shown for word in (run + " " + name).split() if len(word) > 5)
