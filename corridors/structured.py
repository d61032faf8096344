"""The guide to a route as schema.org reads it: HowTo (its steps), GovernmentService (its authority), FAQPage (its answers).

Each answer stands on the page in the same words. corridors.views.corridor calls it.
"""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridors.guide import Guide
from corridors.templatetags.corridors import total_words
from corridors.wording import GO
from foundation.figures import format_number
from foundation.structured import data_block
from reference.names import country_name


def guide_block(guide: Guide, address: str, language: str) -> SafeString:
    """The three things in one block; `address` is the page's own."""
    graph = [_service(guide, address, language), _steps(guide, language), _answers(guide, language)]
    return data_block({"@context": "https://schema.org", "@graph": [part for part in graph if part]})


def _service(guide: Guide, address: str, language: str) -> dict:
    corridor = guide.corridor
    return {
        "@type": "GovernmentService",
        "name": _title(guide, language),
        "serviceType": corridor.channel,
        "url": address,
        "serviceOperator": _authority(corridor.authority_origin, guide.phrases),
        "provider": _authority(corridor.authority_destination, guide.phrases),
        "areaServed": [{"@type": "Country", "name": code} for code in (corridor.origin, corridor.destination)],
    }


def _authority(name: str, said: dict[str, str]) -> dict | None:
    if not name:
        return None
    return {"@type": "GovernmentOrganization", "name": said.get(name, name)}


def _steps(guide: Guide, language: str) -> dict | None:
    """The steps in order; their whole time only where every step's days are known."""
    if not guide.timeline.steps:
        return None
    days, said = guide.timeline.days_max, guide.phrases
    return {
        "@type": "HowTo",
        "name": _title(guide, language),
        "inLanguage": language,
        "totalTime": f"P{days}D" if days is not None else None,
        "step": [
            {"@type": "HowToStep", "position": place, "name": said.get(step.name, step.name)}
            for place, step in enumerate(guide.timeline.steps, 1)
        ],
    }


def _answers(guide: Guide, language: str) -> dict:
    asked = [(_("Can I go today?"), str(GO[guide.route.state])), (_("What it costs"), _cost(guide))]
    if days := _days(guide, language):
        asked.append((_("How long it takes"), days))
    return {
        "@type": "FAQPage",
        "inLanguage": language,
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in asked
        ],
    }


def _cost(guide: Guide) -> str:
    worker = guide.sheet.worker
    if worker is None or not worker.known_high.is_known:
        return _("What you pay is not known")
    amount = {"amount": total_words(worker, guide.sheet)}
    if worker.complete and not guide.unsettled:
        return _("You pay: %(amount)s") % amount
    return _("You pay %(amount)s, and maybe more") % amount


def _days(guide: Guide, language: str) -> str:
    """What people reported for the whole, else the sum of the steps; "" while one of them is not known."""
    reported, line = next(iter(guide.timeline.reported), None), guide.timeline

    def told(days: int) -> str:
        return format_number(days, language)

    if reported and reported.days_min is not None:
        if reported.days_max and reported.days_min != reported.days_max:
            sentence = _("%(least)s to %(most)s days in all, people reported")
            return sentence % {"least": told(reported.days_min), "most": told(reported.days_max)}
        return _("%(least)s days in all, people reported") % {"least": told(reported.days_min)}
    if line.days_max is None:
        return ""
    if line.days_min == line.days_max:
        return _("The steps take %(days)s days.") % {"days": told(line.days_max)}
    return _("The steps take %(least)s to %(most)s days.") % {"least": told(line.days_min), "most": told(line.days_max)}


def _title(guide: Guide, language: str) -> str:
    here, name = guide.corridor, guide.corridor.channel_name
    way = guide.phrases.get(name, name)
    return f"{country_name(here.origin, language)} → {country_name(here.destination, language)}, {way}"
