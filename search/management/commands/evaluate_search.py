"""`manage.py evaluate_search --documents D.jsonl --queries Q.tsv --qrels R.tsv`: how well search finds what was judged."""

import json
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from search.engine import EngineUnavailable, temporary_engine
from search.evaluation import MEASURES, SetProblem, measure, product_ranking, read_set, word_ranking


class Command(BaseCommand):
    """Builds a temporary index, asks every query as the results page does, and takes the index away again."""

    help = "Measure search on documents, queries and judgements, beside plain BM25 over words."

    def add_arguments(self, parser):
        """Three files; docs/relevance.md tells of the sets made from this repository."""
        parser.add_argument(
            "--documents",
            required=True,
            type=Path,
            metavar="D.jsonl",
            help="one JSON a line: id, title, keywords?, text?, lang?",
        )
        parser.add_argument(
            "--queries",
            required=True,
            type=Path,
            metavar="Q.tsv",
            help="tab-separated with this header: id, query, lang",
        )
        parser.add_argument(
            "--qrels",
            required=True,
            type=Path,
            metavar="R.tsv",
            help="tab-separated with this header: query_id, doc_id, relevance",
        )
        parser.add_argument("--engine", choices=("embedded", "elasticsearch"), help="default: the one of the settings")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """Exit 2 with one line when a file cannot be used, 1 when the engine does not answer."""
        try:
            test_set = read_set(options["documents"], options["queries"], options["qrels"])
        except SetProblem as problem:
            raise CommandError(str(problem), returncode=2) from problem
        for warning in test_set.warnings:
            self.stderr.write(warning)
        name = options["engine"] or getattr(settings, "SEARCH_ENGINE", "embedded")
        try:
            with temporary_engine(name) as engine:
                figures = measure(test_set, product_ranking(engine, test_set.documents))
        except ImproperlyConfigured as error:
            raise CommandError(str(error), returncode=2) from error
        except EngineUnavailable as error:
            raise CommandError(f"The engine does not answer: {error}") from error
        figures["baseline"] = measure(test_set, word_ranking(test_set.documents))
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self.tell(figures, name, len(test_set.documents))

    def tell(self, figures, engine, documents):
        """A table: each language by the engine, and the plain words beneath it."""
        self.stdout.write(f"{documents} documents, engine {engine}; beneath each line plain BM25 over words")
        self.stdout.write("".join([f"{'':12}", *(f"{name:>12}" for name in MEASURES), f"{'queries':>9}"]))
        for language, row in figures.items():
            if language != "baseline":
                self.stdout.write(_line(language, row))
                self.stdout.write(_line("  words", figures["baseline"][language]))


def _line(name, row):
    return "".join([f"{name:12}", *(f"{row[measure]:12.4f}" for measure in MEASURES), f"{row['queries']:9}"])
