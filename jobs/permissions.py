"""Who may do what with openings and introductions: django-rules predicates that views of jobs/ ask."""

import rules

from accounts.permissions import acts_for


@rules.predicate
def handles_introduction(user, introduction) -> bool:
    """Whether this user is today an officer of the agency the introduction was sent to. Readers are not."""
    return introduction is not None and acts_for(user, introduction.agency.organisation)
