"""Tells Django about cms/; keeps search over pages in step, and lets it hear what moves a printed guide."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"

    def ready(self):
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, post_page_move

        from cms import page_index
        from cms.printed import hearing
        from cms.translation.actions import take_down_english
        from corridors.signals import corridor_changed, helplines_changed, rights_changed

        post_save.connect(page_index.on_saved, dispatch_uid="cms.page_index.saved")
        post_delete.connect(page_index.on_guide_gone, dispatch_uid="cms.page_index.gone")
        page_published.connect(page_index.on_published, dispatch_uid="cms.page_index.published")
        page_published.connect(take_down_english, dispatch_uid="cms.translation.english")
        corridor_changed.connect(page_index.on_corridor_changed, dispatch_uid="cms.page_index.corridor")
        rights_changed.connect(page_index.on_rights_changed, dispatch_uid="cms.page_index.rights")
        helplines_changed.connect(page_index.on_helplines_changed, dispatch_uid="cms.page_index.helplines")
        for saved_or_deleted in (post_save, post_delete):
            saved_or_deleted.connect(
                page_index.on_restricted, sender=PageViewRestriction, dispatch_uid="cms.page_index.restricted"
            )
        post_page_move.connect(page_index.on_moved, dispatch_uid="cms.page_index.moved")
        hearing.connect()
