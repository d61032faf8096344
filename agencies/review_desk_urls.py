"""Addresses of reviews at the desk, under /desk/: a CSO's cards, the registrar's moderation, an agency's reply."""

from django.urls import path

from agencies import paper_views, review_cards, review_desk_views

urlpatterns = [
    path("cards/", review_cards.show_sheets, name="review_sheets"),
    path("cards/<int:cso>/print/", review_cards.print_sheet, name="review_print"),
    path("cards/sheets/<int:pk>/void/", review_cards.void_sheet, name="review_void"),
    path("reviews/", review_desk_views.show_held, name="held_reviews"),
    path("reviews/paper/", paper_views.paper_reviews, name="paper_reviews"),
    path("reviews/paper/template.csv", paper_views.paper_template, name="paper_template"),
    path("reviews/paper/form/<str:language>/", paper_views.paper_form, name="paper_form"),
    path("reviews/words/<str:public_id>/", review_desk_views.show_words, name="review_words"),
    path("reviews/replies/<int:pk>/", review_desk_views.decide_reply, name="review_reply_decide"),
    path("reviews/<uuid:pk>/", review_desk_views.decide_review, name="held_review"),
    path("reply/<str:public_id>/", review_desk_views.reply, name="review_reply"),
]
