"""Addresses of the CSO's desk for vouches, under /desk/vouches/."""

from django.urls import path

from agencies import vouch_views

urlpatterns = [
    path("", vouch_views.show_vouches, name="vouches"),
    path("<int:pk>/withdraw/", vouch_views.withdraw_vouch, name="withdraw_vouch"),
    path("<int:cso>/<str:public_id>/<str:code>/", vouch_views.show_vouch, name="vouch"),
]
