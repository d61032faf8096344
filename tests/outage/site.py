"""What the outage tests do and see: openings to change, pages to read, and the index compared with the database."""

import os
import re
import signal
import time
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.test import Client
from elasticsearch import Elasticsearch as ElasticsearchClient

from cms.actions import plant_home
from jobs.actions import post_opening, publish_opening, record_employer
from jobs.indexing import everything
from jobs.models import Opening
from search import elastic_index, outbox
from search.engine import engine
from search.models import PendingChange
from tests.make import make_corridor, make_organisation, make_vetted_agency

NOTICE = "Search is limited just now"
NOBODY = "http://127.0.0.1:9"  # the port "discard"
TITLES = ("Fish packer", "Sewing machine operator", "Night cook", "Brick layer")
HIT = re.compile(r'<h2><a href="/en/jobs/(\d{10})/"')


class Site:
    """Openings of one vetted agency, indexed in a server under a prefix of this test alone."""

    def __init__(self, server, client: Client, settings):
        self.server, self.client, self.settings = server, client, settings
        self.prefix = f"outage-{uuid4().hex[:12]}"
        self.server_is_back()

    def server_is_away(self) -> None:
        """As a process that has never met its server, because nobody listens there."""
        self.point_to(NOBODY, "any")

    def server_is_back(self) -> None:
        """Where it is."""
        self.point_to(self.server.url, self.server.password)

    def point_to(self, url: str, password: str = "", seconds: float = 20) -> None:
        """Where the site believes Elasticsearch to be."""
        self.settings.ELASTICSEARCH = {
            **self.settings.ELASTICSEARCH,
            "hosts": (url,),
            "password": password,
            "prefix": self.prefix,
            "seconds": seconds,
        }

    def fill(self, how_many: int = 12) -> None:
        """Vetted, published and in the index."""
        self.corridor = make_corridor("MM-TH-AGENCY")
        self.agency = make_vetted_agency(self.corridor, organisation=make_organisation(kind="agency"))
        plant_home()
        self.employer = record_employer("Pier Seven Foods", "TH")
        with outbox.gathered():
            self.openings = [self.publish(number) for number in range(how_many)]

    def indexes(self) -> list[str]:
        """Every index of this test, closed ones too."""
        return sorted(self.raw.indices.get(index=f"{self.prefix}-*", features="aliases", expand_wildcards="all").body)

    def publish(self, number: int) -> Opening:
        """One more opening, through the product's own actions."""
        return publish_opening(
            post_opening(
                self.agency, self.corridor, self.employer, f"{TITLES[number % len(TITLES)]} {number}",
                wage_low=400 + number, currency="THB", wage_per="day", hours_per_week=48,
            )
        )  # fmt: skip

    # --- what people see

    def results(self, **asked) -> str:
        """The results page, which answers 200 whatever happens."""
        answer = self.client.get("/en/jobs/", asked)
        assert answer.status_code == 200
        return answer.content.decode()

    def found(self, **asked) -> set[str]:
        """Public ids on all pages of the answer, none twice."""
        seen, before = [], []
        for page in count(1):
            hits = shown_in(self.results(**asked, page=page))
            if hits == before:  # a page past the end is the last one again
                break
            seen, before = seen + hits, hits
        assert len(seen) == len(set(seen))
        return set(seen)

    def is_limited(self) -> bool:
        """Whether the results page says that search is limited."""
        return NOTICE in self.results()

    def quiet_pages(self) -> dict[str, str]:
        """Pages that ask no engine, by path: each answers 200."""
        paths = (
            "/en/", "/my/", "/en/help/", "/en/corridors/", "/en/corridors/MM-TH-AGENCY/", "/en/agencies/",
            f"/en/agencies/{self.agency.public_id}/", f"/km/agencies/check/?q={self.agency.public_id}",
            f"/lo/jobs/{self.openings[0].public_id}/", "/th/receipt/", "/en/attributions/",
        )  # fmt: skip
        pages = {}
        for path in paths:
            answer = self.client.get(path, follow=True)
            assert answer.status_code == 200, path
            pages[path] = re.sub(r'value="[^"]{30,}"', "", answer.content.decode())  # signed times in forms
        return pages

    def introduce(self) -> str:
        """A worker asks to be introduced; the receipt page."""
        path = f"/en/jobs/{self.openings[0].public_id}/introduce/"
        form = self.client.get(path).context["form"]
        sent = {field.html_name: field.value() or "" for field in form}
        answer = self.client.post(path, sent | {"called": "May", "reply_by": "receipt", "consent": "on"}, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    # --- what the index holds

    @property
    def raw(self) -> ElasticsearchClient:
        """The bare client, patient, for breaking and mending."""
        return ElasticsearchClient(
            self.server.url, basic_auth=("elastic", self.server.password), request_timeout=30, max_retries=5
        )

    @property
    def index(self) -> str:
        """The index that readers are led to."""
        return elastic_index.current(self.raw, engine().cluster)

    def in_index(self) -> list[str]:
        """The packed columns (numbers and public id) of every document that readers can find, in order."""
        asked = {"stored_fields": "_none_", "docvalue_fields": ["columns"], "size": 10_000, "query": {"match_all": {}}}
        self.raw.indices.refresh(index=engine().alias)
        hits = self.raw.search(index=engine().alias, body=asked)["hits"]["hits"]
        return sorted(hit["fields"]["columns"][0] for hit in hits)

    def in_database(self) -> list[str]:
        """The same of what belongs in the index."""
        return sorted(elastic_index.source_of(document)["columns"] for document in everything())

    def converges(self) -> bool:
        """Whether draining brings the index to say exactly what the database says. What is not so is said for the log."""
        empty = becomes(lambda: outbox.drain() >= 0 and outbox.waiting() == 0)
        if not empty:
            print("waiting:", list(PendingChange.objects.values_list("key", "attempts", "retry_at", "last_error")[:3]))
        there, wanted = set(self.in_index()), set(self.in_database())
        if there != wanted:
            print("only in the index:", sorted(there - wanted)[:3], "only in the database:", sorted(wanted - there)[:3])
        return empty and self.in_index() == self.in_database()

    def wipe(self) -> None:
        """Take the indexes of this test out of the server."""
        for name in self.indexes():
            self.raw.indices.delete(index=name)


def shown_in(page: str) -> list[str]:
    """Public ids of the openings on a results page, in order; one that is shown twice is there twice."""
    return HIT.findall(page)


def freeze(pid: int) -> None:
    """Stop a process, and wait until none of its threads runs: under load some go on for a moment, and answer."""
    os.kill(pid, signal.SIGSTOP)
    assert becomes(lambda: {_state(thread) for thread in Path(f"/proc/{pid}/task").iterdir()} == {"T"})


def thaw(pid: int | None) -> None:
    """Let it go on, if a test that failed left it frozen."""
    if pid:
        os.kill(pid, signal.SIGCONT)


def _state(thread: Path) -> str:
    """T: stopped. A thread that is just ending has no state any more."""
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def becomes(true, patience: float = 60.0) -> bool:
    """Whether it becomes true; patience is generous because it only bounds a failure."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False
