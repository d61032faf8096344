"""Every write about translations: begin one, keep words as a draft, say that a native speaker read it, publish, bring a file.

Nothing here takes the mark "not read by a native speaker" off: EditedPage.save puts it wherever a Reading of these very words is
missing.
"""

import json
from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale, Page

from cms.models import EditedPage, Reading, Translation
from cms.translation.drift import State, latest, lines_of, standings, still_english
from cms.translation.files import Entry
from cms.translation.judging import judged
from cms.translation.permissions import may_publish, may_translate
from cms.translation.strings import body_with, digest_of, raw_of, words_of
from foundation import clock, trail
from foundation.reports import Report, RowProblem

BEGUN = trail.declare("cms.translation_begun", gettext_lazy("Began a translation"))
KEPT = trail.declare("cms.translation_kept", gettext_lazy("Kept words of a translation"))
READ = trail.declare("cms.translation_read", gettext_lazy("A native speaker read a translation"))
PUBLISHED = trail.declare("cms.translation_published", gettext_lazy("Published a translation"))


class TranslationError(ValueError):
    """Why this cannot be done; a sentence."""


@transaction.atomic
def begin(english: EditedPage, locale: Locale, user) -> EditedPage:
    """A draft in another language that holds the English words until each is translated."""
    _may(may_translate(user, locale.language_code))
    twin = english.get_translation_or_none(locale)
    if twin is not None:
        return twin.specific
    above = english.get_parent().get_translation_or_none(locale)
    if above is None:
        raise TranslationError(_("Translate the page above this one first."))
    twin = english.copy_for_translation(locale)
    Translation.objects.create(page_id=twin.pk)
    trail.record(BEGUN, Page.objects.get(pk=twin.pk), user)
    return twin


@transaction.atomic
def keep(
    english: EditedPage, twin: EditedPage, told: dict[str, str], user, seen: int | None = None, still: tuple = ()
) -> int:
    """Keep translated strings as a draft; how many changed. `still`: paths whose words hold for the English of today.

    `seen` is the revision the words were written against. Raises TranslationError when somebody kept others meanwhile, and
    RowProblem (its column is the path) for words that may not be kept; nothing is written then.
    """
    _may(may_translate(user, twin.language))
    twin = type(twin).objects.select_for_update(of=("self",)).get(pk=twin.pk)
    if seen is not None and twin.latest_revision_id != seen:
        raise TranslationError(
            _("Somebody else kept words of this page meanwhile. Yours are below; look at both and keep again.")
        )
    newest = latest(twin)
    words = {each.path: each for each in words_of(english)}
    own = {each.path: each.text for each in words_of(newest)}
    row, _made = Translation.objects.get_or_create(page_id=twin.pk)
    made_from = {path: then for path, then in row.english.items() if path in words}
    given = {}
    for path, text in told.items():
        try:
            given[path] = judged(words[path], text)
        except RowProblem as problem:
            raise RowProblem(path, problem.value, problem.reason) from problem
    changed = {path: text for path, text in given.items() if text and (text != own.get(path) or path not in made_from)}
    for path in {*changed, *(path for path in still if path in words and path in own)}:
        made_from[path] = words[path].text
    if not changed and made_from == row.english:
        return 0
    for field in english.translated_fields:
        if field in words:
            setattr(newest, field, changed.get(field, own.get(field, words[field].text)))
    newest.body = json.dumps(body_with(raw_of(english), raw_of(newest), own | changed))
    newest.unchecked = newest.is_unread()
    newest.save_revision(user=user, log_action=True)
    row.english = made_from
    row.save()
    trail.record(KEPT, Page.objects.get(pk=twin.pk), user, strings=len(changed))
    return len(changed)


@transaction.atomic
def confirm(twin: EditedPage, reader: str, user) -> None:
    """Record that a native speaker read the newest words of the page, all of them; the mark goes with publication."""
    _may(may_publish(user, twin.language))
    live = type(twin).objects.get(pk=twin.pk)
    newest = live.get_latest_revision_as_object()
    Reading.objects.get_or_create(
        page_id=twin.pk,
        digest=digest_of(newest),
        defaults={"reader": reader, "recorded_by": user, "on": clock.today()},
    )
    newest.reviewed_by, newest.reviewed_on = reader, clock.today()
    newest.unchecked = newest.is_unread()
    if live.live and digest_of(live) == digest_of(newest):
        newest.save_revision(user=user).publish(user=user)
    else:
        newest.save_revision(user=user)
    trail.record(READ, Page.objects.get(pk=twin.pk), user)


@transaction.atomic
def publish(english: EditedPage, twin: EditedPage, user) -> None:
    """Publish the newest words; with the mark, unless a native speaker read exactly these."""
    _may(may_publish(user, twin.language))
    newest = type(twin).objects.get(pk=twin.pk).get_latest_revision_as_object()
    missing = [line.words.name for line in lines_of(english, newest) if line.state == State.MISSING]
    if missing:
        raise TranslationError(
            _(
                "Not published: %(number)s strings are still in English, first “%(name)s”. Readers get the whole page in English until then."
            )
            % {"number": len(missing), "name": missing[0]}
        )
    newest.save_revision(user=user, clean=True).publish(user=user)
    trail.record(PUBLISHED, Page.objects.get(pk=twin.pk), user)


def take_down_english(sender, instance, **kwargs) -> None:
    """However it was published (a workflow asks no hook): a copy whose words are still English is taken down at once."""
    if isinstance(instance, EditedPage) and still_english(instance):
        instance.unpublish()


def key_of(english: EditedPage, path: str) -> str:
    """What a file calls a string."""
    return f"{english.translation_key}|{path}"


def entries_of(language: str, only: int | None = None) -> list[Entry]:
    """Every string of every published English page (or of one) with its translation."""
    found = []
    for standing in standings(language):
        if only not in (None, standing.english.pk):
            continue
        for line in standing.lines:
            found.append(
                Entry(
                    key_of(standing.english, line.words.path),
                    line.now,
                    line.own,
                    unsure=line.state == State.DRIFTED,
                    then=line.then if line.state == State.DRIFTED else "",
                    note=f"{standing.english.title} · {line.words.name}",
                )
            )
    return found


def bring(entries: list[Entry], language: str, user, trying: bool = False) -> Report:
    """Keep the strings of a file as drafts, page by page; what cannot be kept is rejected with its line and the reason."""
    _may(may_translate(user, language))
    report, known, seen = Report(read=len(entries)), {}, set()
    for standing in standings(language):
        for line in standing.lines:
            known[key_of(standing.english, line.words.path)] = (standing, line)
    told, touched = defaultdict(dict), {}
    for entry in entries:
        try:
            standing, line, text = _accepted(entry, known, seen)
        except RowProblem as problem:
            report.reject(entry.line, problem)
            continue
        touched[standing.english.pk] = standing
        if not text or (text == line.own and line.state == State.SAME):
            report.unchanged += 1
        else:
            told[standing.english.pk][line.words.path] = text
            report.updated += 1
    for key, (standing, line) in known.items():
        if standing.english.pk in touched and key not in seen:
            report.warn(
                _("Not in the file: “%(name)s” of “%(page)s”.")
                % {"name": line.words.name, "page": standing.english.title}
            )
    if not trying:
        with transaction.atomic():
            locale = Locale.objects.get(language_code=language)
            for pk, strings in told.items():
                english = touched[pk].english
                # A sure string whose words are the old ones says that they hold for the English of today.
                keep(english, touched[pk].twin or begin(english, locale, user), strings, user, still=tuple(strings))
    return report


def _accepted(entry: Entry, known: dict, seen: set):
    if entry.key not in known:
        raise RowProblem("key", entry.key, _("No published page has this string."))
    if entry.key in seen:
        raise RowProblem("key", entry.key, _("This string stands in the file twice."))
    seen.add(entry.key)
    standing, line = known[entry.key]
    if entry.source != line.now:
        raise RowProblem("source", entry.source, _("The English has changed since the file was made. Export it again."))
    if entry.unsure:
        raise RowProblem("target", entry.target, _("Marked as unsure (fuzzy). Look at it, then take the mark off."))
    text = judged(line.words, entry.target) if entry.target.strip() else ""
    return standing, line, text


def _may(allowed: bool) -> None:
    if not allowed:
        raise TranslationError(_("You may not translate into this language."))
