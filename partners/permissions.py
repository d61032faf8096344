"""Who acts for a CSO: django-rules predicates for the floors above."""

import rules

from accounts.permissions import acts_for
from partners.models import CSO


@rules.predicate
def is_cso_officer(user, cso: CSO | None) -> bool:
    """Whether the user is an officer of this CSO's organisation today."""
    return cso is not None and acts_for(user, cso.organisation)
