"""What the templates of cms/ need: the glossary's links in an editor's text."""

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from wagtail.rich_text import RichText, expand_db_html

from cms.glossary import said

register = template.Library()


@register.simple_tag(takes_context=True)
def with_words(context, text):
    """Rich text, or plain lines, as HTML with the glossary's words linked where they first stand on the page."""
    html = expand_db_html(text.source) if isinstance(text, RichText) else said(text)
    glossary = context.get("glossary")
    # Rich text is built by Wagtail's editor from the features of its block, or by cms.translation.tags from the tags of such a text.
    return glossary.mark(html) if glossary else mark_safe(html)  # noqa: S308


@register.simple_tag(takes_context=True)
def line_with_words(context, text):
    """One line likewise, without a paragraph of its own."""
    glossary = context.get("glossary")
    return glossary.mark(escape(text)) if glossary else text
