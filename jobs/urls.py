"""Addresses of jobs/ under /jobs/. Receipts stand under /receipt/ (portal.urls), the desk under jobs.desk_urls."""

from django.urls import path

from jobs import card_views, introduction_views, views

urlpatterns = [
    path("", views.results, name="results"),
    path("<str:public_id>/", views.opening, name="opening"),
    path("<str:public_id>/card.pdf", card_views.opening_card, name="opening_card"),
    path("<str:public_id>/introduce/", introduction_views.introduce, name="introduce"),
]
