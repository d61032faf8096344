"""The fields of search.fields as a tantivy schema, and an opening as a tantivy document. For the embedded engine."""

from pathlib import Path

import tantivy

from search import fields
from search.document import OpeningDocument


def _schema():
    builder = tantivy.SchemaBuilder()
    for name in fields.TOKEN_FIELDS:
        # The whitespace tokenizer keeps case; the pipeline has folded it already.
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic" if name == "latin" else "freq")
    facets = set(fields.FACET_FIELDS.values())
    for name in fields.EXACT_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name in facets)
    for name in fields.NUMBER_FIELDS:
        # Signed: on an unsigned field deleting by term does nothing, and says nothing.
        builder.add_integer_field(name, fast=True)
    return builder.build()


SCHEMA = _schema()


def open_index(path: Path) -> tantivy.Index:
    """The index in a directory, made when it is empty."""
    return tantivy.Index(SCHEMA, path=str(path))


def to_tantivy(document: OpeningDocument) -> tantivy.Document:
    """An opening as tantivy takes it."""
    made = tantivy.Document()
    for name, tokens in fields.token_strings(document).items():
        made.add_text(name, tokens)
    for name, values in fields.exact(document).items():
        for value in values:
            made.add_text(name, value)
    for name, number in fields.numbers(document).items():
        made.add_integer(name, number)
    return made
