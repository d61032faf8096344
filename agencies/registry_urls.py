"""Addresses of agencies/ at the desk, under /desk/: the registrar's queues, and the agency's own pages."""

from django.urls import path

from agencies import (
    concern_views,
    import_views,
    look_alike_views,
    own_views,
    record_views,
    registry_views,
    sanction_views,
)

urlpatterns = [
    path("registry/", registry_views.registry_desk, name="registry_desk"),
    path("registry/reports/", registry_views.registry_leads, name="registry_leads"),
    path("registry/adverts/", registry_views.registry_leads, {"kind": "advert"}, name="registry_adverts"),
    path("registry/corrections/", registry_views.registry_leads, {"kind": "correct"}, name="registry_corrections"),
    path("registry/reports/<uuid:pk>/", registry_views.registry_lead, name="registry_lead"),
    path("registry/concerns/", concern_views.concerns, name="concerns"),
    path("registry/concerns/<int:pk>/", concern_views.concern, name="concern"),
    path("registry/claims/", registry_views.claims, name="claims"),
    path("registry/claims/<int:pk>/", registry_views.claim, name="claim"),
    path("registry/sanctions/", sanction_views.sanctions, name="sanctions"),
    path("registry/sanctions/<int:pk>/", sanction_views.sanction, name="sanction"),
    path("registry/proposals/<int:pk>/", sanction_views.proposal, name="proposal"),
    path("registry/agencies/", record_views.find_record, name="find_record"),
    path("registry/agencies/<str:public_id>/", record_views.correct_record, name="correct_record"),
    path("registry/agencies/<str:public_id>/suspend/", sanction_views.propose, name="propose_sanction"),
    path("registry/lists/", import_views.register_uploads, name="register_uploads"),
    path("registry/lists/<uuid:pk>/", import_views.register_upload, name="register_upload"),
    path("registry/lists/<uuid:pk>/rejected.csv", import_views.register_rejects, name="register_rejects"),
    path("registry/look-alikes/", look_alike_views.look_alikes, name="look_alikes"),
    path("registry/look-alikes/<int:pk>/", look_alike_views.look_alike, name="look_alike"),
    path("agency/", own_views.own_desk, name="own_desk"),
    path("agency/claim/", own_views.claim_record, name="claim_record"),
    path("agency/<str:public_id>/", own_views.own_agency, name="own_agency"),
    path("agency/<str:public_id>/fees/", own_views.own_fees, name="own_fees"),
    path("agency/<str:public_id>/contacts/", own_views.own_contacts, name="own_contacts"),
    path("agency/<str:public_id>/sanctions/<int:pk>/", own_views.own_appeal, name="own_appeal"),
]
