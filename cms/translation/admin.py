"""Addresses under /admin/translations/ and their place in Wagtail's menu of reports."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.models import EditedPage
from cms.translation import views
from cms.translation.drift import still_english
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


@hooks.register("before_publish_page")
def keep_english_out_of_translations(request, page):
    """Wagtail's own button publishes no copy whose words are still English either; what was typed is kept as a draft."""
    if not isinstance(page, EditedPage) or not (left := still_english(page)):
        return None
    page.save_revision(user=request.user)
    messages.error(
        request,
        _("Not published, kept as a draft: “%(name)s” is still in English.") % {"name": left[0].name},
        fail_silently=True,
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_english_out_of_many(request, action_type, objects, _action):
    """The same for many pages at once: none of them is published then."""
    if action_type != "publish":
        return None
    for page in objects:
        newest = page.specific.get_latest_revision_as_object()
        if isinstance(newest, EditedPage) and (left := still_english(newest)):
            told = _("Nothing was published: “%(name)s” of “%(page)s” is still in English.")
            messages.error(request, told % {"name": left[0].name, "page": newest.title}, fail_silently=True)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


class TranslatorsItem(MenuItem):
    """Shown to those who translate into some language."""

    def is_shown(self, request):
        return bool(languages_of(request.user))


@hooks.register("register_admin_menu_item")
def translations_in_the_menu():
    return TranslatorsItem(
        _("Translations"), reverse("translations"), name="translations", icon_name="globe", order=160
    )
