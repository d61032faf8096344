"""Who may write in the registry: django-rules predicates, checked by views before they call an action."""

import rules

from accounts.permissions import acts_for, is_registrar, looks_at
from agencies.models import Agency
from partners.models import CSO


@rules.predicate
def is_agency_officer(user, agency: Agency | None) -> bool:
    """Whether the user acts for the organisation that claimed the agency."""
    return agency is not None and acts_for(user, agency.organisation)


@rules.predicate
def may_vouch(user, cso: CSO | None) -> bool:
    """Whether the user may vouch, keep drafts and withdraw for this CSO: its officers of today. Readers only look.

    A registrar never vouches: whoever accredits CSOs and invites their people would otherwise make a quorum alone.
    """
    return cso is not None and acts_for(user, cso.organisation) and not is_registrar(user)


@rules.predicate
def sees_vouches(user, cso: CSO | None) -> bool:
    """Whether the user may see this CSO's vouches: its officers and readers of today.

    Nobody else, not even a registrar; nor its own case workers, who see the cases handed to it.
    """
    return cso is not None and looks_at(user, cso.organisation)


@rules.predicate
def hands_out_cards(user, cso: CSO | None) -> bool:
    """Whether the user is an officer of the CSO whose review cards these are."""
    return cso is not None and acts_for(user, cso.organisation)


rules.add_perm("agencies.vouch", may_vouch)
rules.add_perm("agencies.print_review_cards", hands_out_cards)
rules.add_perm("agencies.decide_reviews", is_registrar)
rules.add_perm("agencies.reply_to_reviews", is_agency_officer)
rules.add_perm("agencies.import_register", is_registrar)
rules.add_perm("agencies.correct_agency", is_registrar)
rules.add_perm("agencies.propose_sanction", is_registrar)
rules.add_perm("agencies.disclose_fees", is_agency_officer)
rules.add_perm("agencies.set_contacts", is_agency_officer | is_registrar)
