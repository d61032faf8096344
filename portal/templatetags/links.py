"""`{% page_links as links %}`: a page's one address and its twins in other languages, for the head of every page."""

from django import template

from portal.search_engines import PageLinks, links_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_links(context) -> PageLinks | None:
    """None where search engines have nothing to look for, and where a page is drawn without a request."""
    request = context.get("request")
    return links_of(request, context.get("page"), context.get("languages", ())) if request else None
