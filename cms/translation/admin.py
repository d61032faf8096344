"""Addresses under /admin/translations/ and their place in Wagtail's menu of reports."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.translation import views
from cms.translation.permissions import languages_of


@hooks.register("register_admin_urls")
def translation_addresses():
    """Each view asks by itself who may."""
    one = "translations/<slug:language>/"
    return [
        path("translations/", views.overview, name="translations"),
        path(one, views.pages, name="translation_pages"),
        path(f"{one}<int:pk>/", views.side_by_side, name="translation_page"),
        path(f"{one}<int:pk>/act/", views.act, name="translation_act"),
        path(f"{one}import/", views.bring, name="translation_import"),
        path(f"{one}pages.<slug:form>", views.export, name="translation_export"),
    ]


class TranslatorsItem(MenuItem):
    """Shown to those who translate into some language."""

    def is_shown(self, request):
        return bool(languages_of(request.user))


@hooks.register("register_admin_menu_item")
def translations_in_the_menu():
    return TranslatorsItem(
        _("Translations"), reverse("translations"), name="translations", icon_name="globe", order=160
    )
