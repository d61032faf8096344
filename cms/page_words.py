"""What a page, a corridor or a door of the site says, as plain text for search: title, intro, body. Writes nothing."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from cms.models import (
    ArticlePage,
    ContactPage,
    CorridorGuidePage,
    CorridorIndexPage,
    EditedPage,
    PartnersPage,
    PublicationPage,
    RightsPage,
    ShelfPage,
    StoryPage,
    VideoPage,
    files_of,
)
from corridors.guide import rights_in
from corridors.lines import may_show
from corridors.models import Corridor, CorridorStatus, CostItem, Helpline, Step
from corridors.wording import TOPICS
from reference.names import country_name, phrases

KINDS = {
    "guide": _("Route"),
    "rights": _("Rights"),
    "story": _("Story"),
    "article": _("Article"),
    "publication": _("Publication"),
    "video": _("Video"),
    "list": _("List"),
    "about": _("About this site"),
    "door": _("Page of this site"),
}
_KIND_OF = (
    (RightsPage, "rights"),
    (StoryPage, "story"),
    (ArticlePage, "article"),
    (PublicationPage, "publication"),
    (VideoPage, "video"),
    (ShelfPage, "list"),
    (CorridorIndexPage, "list"),
)
# The site's own pages by the name of their address: what each is for.
DOORS = {
    "help": (_("Get help"), _("Call and talk in your language. You need no account.")),
    "cost": (_("Work out your own cost"), _("Who pays what on a route, with a loan and its interest.")),
    "verify_form": (_("Check a code"), _("Is this job card or agency card real?")),
    "agency_check": (_("Check an agency"), _("Licence, standing, what it charges and what workers report.")),
    "match": (_("Answer six questions"), _("Find a job that fits you.")),
    "report": (
        _("Report a job or an agency"),
        _("Somebody asks for money or your passport? Tell us. You need no account."),
    ),
    "advert": (_("Ask about an advert"), _("Is this job advert on Facebook, LINE or Viber real?")),
    "open_data": (_("Open data"), _("All public facts of this site as files.")),
    "attributions": (_("Where our facts come from"), _("Sources and their licences.")),
}


@dataclass(frozen=True)
class Words:
    """The plain text of one thing that can be found."""

    kind: str
    title: str
    intro: str = ""
    body: str = ""


def words_of_page(page: EditedPage) -> Words:
    """A live page as readers see it, facts of its own kind included."""
    language = page.language
    kind = next((kind for model, kind in _KIND_OF if isinstance(page, model)), "about")
    return Words(kind, page.title, page.intro, _lines([*_body(page), *_own(page, language)]))


def _body(page) -> list[str]:
    """Without what is said in the recording of a person: it would be found after the consent ran out."""
    told = [
        block
        for block in page.body
        if block.block_type != "audio" or not any(sound.shows_people for sound in files_of(block))
    ]
    return [strip_tags(str(text)) for block in told for text in block.block.get_searchable_content(block.value)]


def _own(page, language: str) -> list[str]:
    """What a kind of page tells beside its body."""
    if isinstance(page, StoryPage):
        return [page.alias]
    if isinstance(page, RightsPage):
        statements = [right.statement for _topic, rights in rights_in(page.destination) for right in rights]
        return [country_name(page.destination, language), *_said(statements, language)]
    if isinstance(page, PublicationPage):
        with translation.override(language):
            topics = [str(TOPICS[code]) for code in page.topic_codes if code in TOPICS]
        return [str(page.year), page.publisher, *topics]
    if isinstance(page, ContactPage):
        return [channel.name for channel in page.channels.all()]
    if isinstance(page, PartnersPage):
        return [text for partner in page.partners.all() for text in (partner.name, partner.words)]
    return []


def words_of_corridor(corridor: Corridor, language: str) -> Words:
    """One route: its facts by name, and an editor's words around them in this language, else in English."""
    pages = {
        page.language: page
        for page in CorridorGuidePage.objects.filter(corridor=corridor).live().public().select_related("locale")
    }
    story = pages.get(language) or pages.get("en")
    origin, destination = (country_name(code, language) for code in (corridor.origin, corridor.destination))
    (channel,) = _said([corridor.channel_name], language)
    facts = [
        *CostItem.objects.current().filter(corridor=corridor).values_list("name", flat=True),
        *Step.objects.current().filter(corridor=corridor).order_by("order").values_list("name", flat=True),
        *(
            paper.strip()
            for papers in Step.objects.current().filter(corridor=corridor).values_list("documents", flat=True)
            for paper in papers.split(";")
        ),
        *CorridorStatus.objects.current().filter(corridor=corridor).values_list("detail", flat=True),
    ]
    body = [*_said(dict.fromkeys(filter(None, facts)), language), corridor.instruments, corridor.code]
    return Words(
        "guide",
        f"{origin} → {destination}: {channel}",
        story.intro if story else "",
        _lines([*(_body(story) if story else ()), *body]),
    )


def words_of_door(name: str, language: str) -> Words:
    """One of the site's own pages."""
    with translation.override(language):
        title, intro = (str(text) for text in DOORS[name])
    lines = [line.organisation for line in Helpline.objects.current() if may_show(line)] if name == "help" else []
    return Words("door", title, intro, _lines(dict.fromkeys(lines)))


def _said(texts, language: str) -> list[str]:
    told = phrases(texts, language)
    return [told.get(text, text) for text in texts]


def _lines(texts) -> str:
    return "\n".join(text.strip() for text in texts if text and text.strip())
