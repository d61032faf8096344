"""Who sees and changes facts in Wagtail: reading for editors and approvers, and no other door to a write than a proposal."""

from functools import wraps

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from wagtail.permission_policies import BasePermissionPolicy

from corridors.permissions import may_read


class FactsPolicy(BasePermissionPolicy):
    """Wagtail's own add, edit and delete screens stay shut for everybody, superusers too: facts change by proposals."""

    def user_has_permission(self, user, action):
        return action == "view" and may_read(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions):
        users = get_user_model().objects.filter(is_active=True)
        return users.filter(pk__in=[user.pk for user in users if self.user_has_any_permission(user, actions)])

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(self, user, actions):
        rows = self.model._default_manager.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()


def for_readers(view):
    """For a view of the admin: 403 for everybody who neither drafts nor approves."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_read(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
