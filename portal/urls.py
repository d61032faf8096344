"""Every address of the site. People's pages live under a language; Wagtail's admin does not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from agencies.advert_views import advert
from agencies.cost_views import cost
from agencies.kit import township_kit
from agencies.views import recruitment_costs
from cms import desk_views as cms_desk
from cms import share_views
from cms import views as cms_pages
from cms.printed import views as printed_guides
from cms.search_views import search_pages
from corridors.urls import CORRIDOR
from jobs.card_views import agency_card
from jobs.match_views import match
from jobs.report_views import report
from jobs.verify_views import card_keys, verify, verify_form
from partners.network_pages import show_network
from portal import desk, doors, feeds, kept, open_data, pages, search_engines
from portal.receipt_door import receipt
from support.ask_views import ask
from support.handed_views import handed

urlpatterns = [
    path("", doors.choose_language),
    path("worker.js", kept.show_worker, name="worker"),
    path("robots.txt", doors.tell_robots),
    path("sitemap.xml", search_engines.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", search_engines.sitemap, name="sitemap"),
    path("verify/keys.json", card_keys, name="card_keys"),
    path("open-data/datapackage.json", open_data.package, name="open_data_package"),
    path("open-data/dictionary.csv", open_data.dictionary_file, name="open_data_dictionary"),
    path("open-data/<slug:name>.<slug:form>", open_data.table_file, name="open_data_file"),
    # Wagtail's own sign-in would let a member in without the second factor: its doors lead to ours.
    path("admin/login/", doors.sign_in_for_admin, name="sign_in_for_admin"),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^media/images/(?P<path>[\w.-]+)$", cms_pages.picture, name="picture"),
    path("documents/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("desk/", desk.show_desk, name="desk"),
    path("desk/members/", include("accounts.desk_urls")),
    path("desk/csos/", include("partners.desk_urls")),
    # A kit holds review cards, which stand above partners/.
    path("desk/network/<int:cso>/kit/", township_kit, name="township_kit"),
    path("desk/network/", include("partners.network_urls")),
    path("network/", show_network, name="network"),
    path("desk/", include("audits.urls")),
    path("desk/vouches/", include("agencies.vouch_urls")),
    path("desk/cases/", include("support.desk_urls")),
    path("desk/services/", include("support.service_urls")),
    path("desk/", include("jobs.desk_urls")),
    path("desk/paper/", cms_desk.paper_requests, name="paper_requests"),
    path("desk/paper/<uuid:pk>/", cms_desk.paper_request, name="paper_request"),
    path("desk/", include("agencies.registry_urls")),
    path("desk/", include("agencies.review_desk_urls")),
    path("jobs/", include("jobs.urls")),
    path("alerts/", include("jobs.alert_urls")),
    path("match/", match, name="match"),
    path("cost/", cost, name="cost"),
    path("verify/", verify_form, name="verify_form"),
    path("verify/<str:code>/", verify, name="verify"),
    path("receipt/", receipt, name="receipt"),
    path("report/", report, name="report"),
    path("report/advert/", advert, name="advert"),
    path("review/", include("agencies.review_urls")),
    path("agencies/<str:public_id>/card.pdf", agency_card, name="agency_card"),
    path("agencies/", include("agencies.urls")),
    re_path(CORRIDOR + r"leaflet\.pdf$", printed_guides.leaflet, name="guide_leaflet"),
    re_path(CORRIDOR + r"card\.pdf$", printed_guides.card, name="guide_card"),
    re_path(CORRIDOR + "printed/(?P<mark>[0-9A-Fa-f]{8})/$", printed_guides.printed, name="guide_printed"),
    re_path(CORRIDOR + r"share\.png$", share_views.guide_picture, name="guide_picture"),
    path("share/<int:pk>.png", share_views.page_picture, name="page_picture"),
    re_path(CORRIDOR + "sdg/$", recruitment_costs, name="recruitment_costs"),
    path("feed.xml", feeds.show_feed, name="feed"),
    path("open-data/", open_data.show_open_data, name="open_data"),
    path("help/ask/", ask, name="ask_help"),
    path("help/handed/<str:secret>/", handed, name="handed"),
    path("attributions/", pages.show_attributions, name="attributions"),
    # Editors' words around the facts of corridors/; the addresses are the same.
    path("corridors/", cms_pages.guides, name="corridor_list"),
    re_path(CORRIDOR + "$", cms_pages.guide, name="corridor"),
    path("", include("corridors.urls")),
    path("phone/", kept.show_phone, name="phone"),
    path("phone/forget/", kept.forget_phone, name="forget_phone"),
    path("phone/app.webmanifest", kept.show_manifest, name="manifest"),
    path("search/", search_pages, name="search_pages"),
    path("paper/<int:pk>/", cms_pages.ask_for_paper, name="ask_for_paper"),
    # Wagtail carries one more sign-in form that knows no second factor, for private pages.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(wagtail_urls.serve_pattern, cms_pages.serve_page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)

handler404 = "portal.doors.not_found"
handler500 = "portal.doors.server_error"
handler400 = "portal.doors.bad_request"
handler403 = "portal.doors.forbidden"
