"""Who may do what with openings and introductions: django-rules predicates that views of jobs/ ask."""

import rules

from accounts.permissions import acts_for


@rules.predicate
def handles_introduction(user, introduction) -> bool:
    """Whether this user is today an officer of the agency the introduction was sent to. Readers are not."""
    return introduction is not None and acts_for(user, introduction.agency.organisation)


@rules.predicate
def posts_opening(user, opening) -> bool:
    """Whether this user is today an officer of the agency whose own opening this is; openings of lists are nobody's."""
    return (
        opening is not None
        and opening.agency is not None
        and not opening.source
        and acts_for(user, opening.agency.organisation)
    )
