"""Tells Django about jobs/, hands the outbox its documents, and listens to news of agencies and corridors."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    label = "jobs"

    def ready(self):
        from agencies.signals import agencies_merged, agency_changed
        from corridors.signals import corridor_changed
        from jobs import indexing, recruitments
        from search import outbox

        outbox.register_source(outbox.OPENING, indexing.load, indexing.everything)
        agency_changed.connect(indexing.on_agency_changed, dispatch_uid="jobs.indexing")
        agencies_merged.connect(recruitments.on_agencies_merged, dispatch_uid="jobs.recruitments")
        corridor_changed.connect(indexing.on_corridor_changed, dispatch_uid="jobs.indexing")
