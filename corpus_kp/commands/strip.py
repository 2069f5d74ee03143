"""`corpus-kp strip`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from corpus_kp.content import Content, SourceDocument
from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import UsageError
from corpus_kp.rendering import count
from corpus_kp.textfree.envelope import SUFFIX
from corpus_kp.textfree.hydration import hydrate
from corpus_kp.textfree.stripping import Stripped, strip
from corpus_kp.writing import write_files


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOC...")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="File or folder with the very texts of documents that are text-free already; their fingerprints are made.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for NAME.jsonl and NAME.print. Default: the document's own folder where it is text-free already, "
    "else build/stripped.",
)
@click.option("--force", is_flag=True, help="Replace files that are there with other content.")
@click.pass_obj
def command(
    corpus: Path | None, documents: tuple[str, ...], articles: Path | None, out: Path | None, *, force: bool
) -> None:
    """Makes text-free records of documents: no covered words, and a fingerprint that only the article opens.

    DOC is a doc_id or the path of a document's file. What `hydrate` needs to put the text back lies in NAME.print,
    sealed with the article itself; docs/fingerprint.md says how. Nothing is deleted: to make a document text-free,
    move the two files into the folder of a text-free tier and delete the ones with text.

    Exit status: 0 written, 1 a document cannot be sealed or would give text away, 2 wrong call.

    Example: corpus-kp strip kp-b001
    """
    chosen = find_corpus(corpus)
    content = chosen.read()
    sources = _with_text(_named(chosen, content, documents), articles)
    stripped = [(_folder(chosen, source, out), strip(source, content.names())) for source in sources]
    files = {folder / name: data for folder, made in stripped for name, data in _files(made).items()}
    write_files(files, force=force)
    for _, made in stripped:
        if made.unproven:
            click.echo(
                f"{made.doc_id}: {count(len(made.unproven), 'span')} that nothing tells from another place of the "
                f"text, the first at {made.unproven[0][0]}; hydrate may not prove them",
                err=True,
            )
    for path, data in files.items():
        click.echo(f"wrote {path}, {count(len(data), 'byte')}")


def _named(corpus: Corpus, content: Content, names: Sequence[str]) -> list[SourceDocument]:
    """The documents of the given ids or paths, in that order."""
    known = {document.doc_id: document for document in content.documents}
    for path, document in [(corpus.file(document.path), document) for document in content.documents]:
        known |= {str(path.resolve()): document, str(path.with_suffix(".txt").resolve()): document}
    chosen = []
    for name in names:
        found = known.get(name) or known.get(str(Path(name).resolve()))
        if found is None:
            raise UsageError(f"{name}: no document of this corpus that could be read; see corpus-kp validate")
        chosen.append(found)
    return chosen


def _with_text(documents: list[SourceDocument], articles: Path | None) -> list[SourceDocument]:
    """The documents with their text; that of text-free ones comes from the articles."""
    bare = [document for document in documents if document.text is None]
    if not bare:
        return documents
    names = ", ".join(document.doc_id for document in bare)
    if articles is None:
        raise UsageError(f"{names}: text-free already; name the folder of the articles with --articles")
    hydration = hydrate(bare, [articles])
    filled = {d.doc_id: d.refilled.document for d in hydration.documents if d.identical and d.refilled}
    missing = [d.doc_id for d in bare if d.doc_id not in filled]
    if missing:
        raise UsageError(
            f"{', '.join(missing)}: the very text that was annotated is not in {articles}; "
            "a fingerprint is made of nothing else"
        )
    return [filled.get(document.doc_id, document) for document in documents]


def _folder(corpus: Corpus, document: SourceDocument, out: Path | None) -> Path:
    if out is not None:
        return out
    if document.tier.text:
        return corpus.workplace() / "build" / "stripped"
    return corpus.file(document.path).parent


def _files(stripped: Stripped) -> dict[str, bytes]:
    return {
        f"{stripped.doc_id}.jsonl": stripped.record.encode(),
        f"{stripped.doc_id}{SUFFIX}": stripped.fingerprint,
    }
