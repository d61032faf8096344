"""Tells Wagtail's history screens the names of the actions that foundation.trail records."""

from wagtail import hooks

from foundation import trail


@hooks.register("register_log_actions")
def register_trail_actions(actions):
    """Register every declared action; those declared or first recorded later register themselves."""
    for action, (label, message) in trail.declared().items():
        actions.register_action(action, label, message)
