"""Who may write in the registry: django-rules predicates, checked by views before they call an action."""

import rules

from accounts.models import Organisation
from accounts.permissions import acts_for
from agencies.models import Agency
from foundation import clock


@rules.predicate
def is_registrar(user) -> bool:
    """An officer of a desk of this site, or a superuser."""
    if not user.is_active or not user.is_authenticated:
        return False
    held = user.memberships.live(clock.today()).filter(role="officer", organisation__kind=Organisation.Kind.DESK)
    return user.is_superuser or held.exists()


@rules.predicate
def is_agency_officer(user, agency: Agency | None) -> bool:
    """Whether the user acts for the organisation that claimed the agency."""
    return agency is not None and acts_for(user, agency.organisation)


@rules.predicate
def hands_out_cards(user, cso) -> bool:
    """Whether the user is an officer of the CSO whose review cards these are."""
    return cso is not None and acts_for(user, cso.organisation)


rules.add_perm("agencies.print_review_cards", hands_out_cards)
rules.add_perm("agencies.decide_reviews", is_registrar)
rules.add_perm("agencies.reply_to_reviews", is_agency_officer)
rules.add_perm("agencies.import_register", is_registrar)
rules.add_perm("agencies.correct_agency", is_registrar)
rules.add_perm("agencies.propose_sanction", is_registrar)
rules.add_perm("agencies.disclose_fees", is_agency_officer)
rules.add_perm("agencies.set_contacts", is_agency_officer | is_registrar)
