"""Asks for dossiers and makes them in the background. What is made is never changed; what a kill broke off is made anew."""

import json
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from audits import tasks, working
from audits.content import content_of
from audits.models import Brand, Dossier
from audits.paper import pdf_of
from audits.picture import moment_for, supply
from foundation import clock, trail
from foundation.canonical import canonical, digest_of

ASKED = trail.declare("audits.dossier_asked", _("Dossier asked for"))
FETCHED = trail.declare("audits.dossier_fetched", _("Dossier fetched"))


@transaction.atomic
def ask_dossier(brand: Brand, as_of: date, country: str, recipient: str, language: str, by: User) -> Dossier:
    """Put a dossier in the queue. What it tells is fixed now: the day, and the moment whose knowledge it is (models.dossiers
    says what of that day may still move).
    """
    now = clock.now()
    dossier = Dossier.objects.create(
        brand=brand,
        as_of=as_of,
        known=moment_for(as_of),
        country=country,
        recipient=recipient,
        language=language,
        asked_by=by,
        asked=now,
    )
    trail.record(ASKED, dossier, actor=by, as_of=as_of, country=country)
    tasks.enqueue(dossier)
    return dossier


def run_dossier(pk) -> None:
    """The task: content, digest and PDF are written in one statement at its end."""
    dossier = working.take_up(Dossier, pk)
    if dossier is None:
        return
    try:
        brand = Brand.objects.select_related("organisation").get(pk=dossier.brand_id)
        # Agencies are read first; drawing is one step more, as long as some of them.
        found = supply(
            brand,
            dossier.as_of,
            dossier.known,
            dossier.country,
            beat=lambda done, total: working.beat(dossier, done, total + max(total // 2, 1)),
        )
        content = content_of(found, dossier.country)
        text = canonical(content).decode()
        with override(dossier.language):
            pdf = pdf_of(json.loads(text), digest_of(content), dossier, working.breathing(dossier))
        working.finish(dossier, content=text, digest=digest_of(content), pdf=pdf)
    except working.Overtaken:
        return
    except Exception:
        working.finish(dossier, Dossier.State.FAILED.value)
        raise


@transaction.atomic
def retry_dossier(dossier: Dossier) -> bool:
    """Make it once more, from what was known when it was asked for, but for figures of that very day (models.dossiers). False
    when nothing failed.
    """
    if not working.retry(dossier):
        return False
    tasks.enqueue(dossier)
    return True


def note_fetched(dossier: Dossier, form: str, by: User) -> None:
    """Who took which form of a dossier out of the house."""
    trail.record(FETCHED, dossier, actor=by, form=form)
