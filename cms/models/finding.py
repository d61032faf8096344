"""What search over pages reads: one row for each page and language, in the site's own tokens. cms.page_index writes it."""

from django.db import models
from django.db.models import Q
from wagtail.models import Page

from corridors.models import Corridor


class PageText(models.Model):
    """The searchable words of one page of an editor, of one corridor's guide, or of one of the site's own doors.

    The row only proposes: whether a page may be shown, and its address, are asked of the page itself at each reading.
    """

    # Written anew from what it tells of: no reason to keep a corridor (corridors.actions.uses_of).
    made_again = True

    page = models.OneToOneField(Page, on_delete=models.CASCADE, null=True, related_name="+")
    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, null=True, related_name="+")
    # The name of an address of the site that is no editor's page, such as "help".
    door = models.CharField(max_length=32, blank=True)
    # What translations of one page share; nothing for corridors and doors, which speak every language.
    key = models.UUIDField(null=True)
    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=16)
    example = models.BooleanField(default=False)
    title = models.CharField(max_length=255)
    intro = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # Tokens parted by spaces, with a space at both ends.
    title_tokens = models.TextField()
    intro_tokens = models.TextField(blank=True)
    body_tokens = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["corridor", "language"], condition=~Q(corridor=None), name="one_text_a_corridor_and_language"
            ),
            models.UniqueConstraint(
                fields=["door", "language"], condition=~Q(door=""), name="one_text_a_door_and_language"
            ),
            models.CheckConstraint(
                condition=(
                    Q(page__isnull=False, corridor=None, door="")
                    | Q(page=None, corridor__isnull=False, door="")
                    | (Q(page=None, corridor=None) & ~Q(door=""))
                ),
                name="page_text_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["language"], name="page_text_by_language")]

    def __str__(self):
        return self.title
