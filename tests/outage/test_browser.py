"""A visitor's browser while Elasticsearch is stopped and started: a notice, then the same results again."""

import pytest

from tests.browser.conftest import chromium, visitor  # noqa: F401
from tests.outage import worker
from tests.outage.site import NOTICE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RESULTS = "/en/jobs/?words=fish+packer&destination=TH"


def results_of(visitor) -> list[str]:  # noqa: F811
    """What is read on the page: each opening with its pay, cost and reasons, in order."""
    return visitor.locator("article.hit").all_inner_texts()


def titles_of(visitor) -> set[str]:  # noqa: F811
    return set(visitor.locator("article.hit h2 a").all_inner_texts())


def test_stopping_elasticsearch_shows_the_notice_and_starting_it_brings_the_same_results_back(site, visitor):  # noqa: F811
    with worker.served(site) as url:
        visitor.goto(f"{url}{RESULTS}")
        results, titles, facets = results_of(visitor), titles_of(visitor), visitor.inner_html("main form >> nth=1")
        assert len(results) == 3
        assert NOTICE not in visitor.inner_text("main")

        site.server.stop()
        visitor.reload()
        assert NOTICE in visitor.inner_text("main")
        assert titles_of(visitor) == titles
        visitor.locator("article.hit a").first.click()
        assert visitor.inner_text("h1") in titles
        visitor.goto(f"{url}/my/jobs/")
        assert visitor.locator("article.hit").count() == 10
        assert visitor.locator("main .warn").count() == 1

        site.server.start()
        for _ in range(60):
            visitor.goto(f"{url}{RESULTS}")
            if NOTICE not in visitor.inner_text("main"):
                break
            visitor.wait_for_timeout(500)
        assert results_of(visitor) == results
        assert visitor.inner_html("main form >> nth=1") == facets
        assert visitor.context.cookies() == []
        assert visitor.watched.complaints == []
