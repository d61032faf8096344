"""Every address of the site. People's pages live under a language; Wagtail's admin does not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from jobs.introduction_views import receipt as show_receipt
from jobs.match_views import match
from portal import desk, doors, pages

urlpatterns = [
    path("", doors.choose_language),
    path("robots.txt", doors.tell_robots),
    # Wagtail's own sign-in would let a member in without the second factor: its doors lead to ours.
    path("admin/login/", doors.sign_in_for_admin, name="sign_in_for_admin"),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("account/", include("allauth.urls")),
    path("desk/", desk.show_desk, name="desk"),
    path("desk/", include("jobs.desk_urls")),
    path("jobs/", include("jobs.urls")),
    path("alerts/", include("jobs.alert_urls")),
    path("match/", match, name="match"),
    path("receipt/", show_receipt, name="receipt"),
    path("agencies/", include("agencies.urls")),
    path("attributions/", pages.show_attributions, name="attributions"),
    path("", include("corridors.urls")),
    # Wagtail carries one more sign-in form that knows no second factor, for private pages.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
)

handler404 = "portal.doors.not_found"
handler500 = "portal.doors.server_error"
handler400 = "portal.doors.bad_request"
handler403 = "portal.doors.forbidden"

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
