"""Addresses of accounts/ at the desk, under /desk/members/."""

from django.urls import path

from accounts import member_views

urlpatterns = [
    path("", member_views.show_organisations, name="organisations"),
    path("<int:pk>/", member_views.show_members, name="members"),
    path("invitations/<int:pk>/end/", member_views.end_invitation, name="end_invitation"),
    path("invitations/asked/<int:pk>/", member_views.decide_invitation, name="decide_invitation"),
    path("memberships/<int:pk>/end/", member_views.end_membership, name="end_membership"),
    path("people/<int:pk>/second-factor/", member_views.reset_second_factor, name="reset_second_factor"),
]
