"""Joins translations to their English block by block, so that each string knows which English it was made from."""

import json

from cms.models import EditedPage, Translation
from cms.translation.strings import joined, raw_of, words_of


def join(english: EditedPage, twin: EditedPage) -> bool:
    """Give the blocks of `twin` the ids of the English ones (nothing is saved); False where they are not built alike."""
    body = joined(raw_of(english), raw_of(twin))
    if body is None:
        return False
    twin.body = json.dumps(body)
    return True


def remember(english: EditedPage, twin: EditedPage) -> None:
    """The whole translation was made from the English words as they are now."""
    told = {each.path: each.text for each in words_of(english)}
    Translation.objects.update_or_create(page_id=twin.pk, defaults={"english": told})


def adopt(english: EditedPage, twin: EditedPage) -> bool:
    """Join a translation that was made before anybody remembered its English; only where neither was edited since."""
    if Translation.objects.filter(page_id=twin.pk).exists():
        return False
    if english.revisions.count() > 1 or twin.revisions.count() > 1 or not join(english, twin):
        return False
    twin.has_unpublished_changes = False
    twin.save()
    twin.save_revision(changed=False)
    remember(english, twin)
    return True
