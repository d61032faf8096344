"""Two groups a language: translators, who keep drafts, and native readers, who confirm and publish. Planted with the pages."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission

from cms.models import HomePage

# A group's name is what administrators see in Wagtail's list of groups.
TRANSLATORS, READERS = "Translators {}", "Native readers {}"


@transaction.atomic
def plant_translator_groups() -> dict[str, Group]:
    """Make what is missing; what an administrator gave a group besides stays. {name: group}."""
    door = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    confirm = Permission.objects.get(content_type__app_label="cms", codename="confirm_translation")
    planted = {}
    for code, _name in settings.LANGUAGES:
        home = HomePage.objects.filter(locale__language_code=code).first()
        if code == settings.LANGUAGE_CODE or home is None:
            continue
        for name, rights in ((TRANSLATORS, ("change_page",)), (READERS, ("change_page", "publish_page"))):
            group, _made = Group.objects.get_or_create(name=name.format(code))
            group.permissions.add(door, *((confirm,) if name == READERS else ()))
            for right in rights:
                GroupPagePermission.objects.get_or_create(
                    group=group,
                    page=home,
                    permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=right),
                )
            planted[group.name] = group
    return planted
