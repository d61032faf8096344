"""Addresses of the worker's review pages, under /review/."""

from django.urls import path

from agencies import review_views

urlpatterns = [
    path("", review_views.review_door, name="review_door"),
    path("withdraw/", review_views.review_withdraw, name="review_withdraw"),
    path("<str:code>/", review_views.review, name="review"),
]
