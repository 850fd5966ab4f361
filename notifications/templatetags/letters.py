"""What a line of a letter's template is, see letterhead/marks.py.

They give plain text, marked: a letter's template escapes nothing, its HTML is made later.
"""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from notifications.letterhead import marks

register = template.Library()
# As a word of its own, and not in an address.
_EMAIL = re.compile(r"(?<![^\s(>])(e-mail)(?![\w@/.-]\w)", re.IGNORECASE)


def _text(marked: str) -> SafeString:
    return mark_safe(marked)  # noqa: S308  # plain text; frame.html escapes it


@register.simple_tag
def fact(label: str, *values: object) -> SafeString:
    """A row of the table of facts; of several values those there are, parted by commas."""
    return _text(marks.fact(str(label), ", ".join(str(value) for value in values if value)))


@register.simple_tag
def main_fact(label: str, value: str, note: str = "") -> SafeString:
    """A row that the eye should find first, perhaps with a few words below."""
    return _text(marks.fact(str(label), value, main=True, note=str(note)))


@register.simple_tag
def map_link(label: str, address: str, words: str) -> SafeString:
    """The map of the place, named in the line before."""
    return _text(marks.map_link(str(label), address, str(words)))


@register.simple_tag
def button(label: str, address: str) -> SafeString:
    """What the letter leads to; all but the first of a letter are links."""
    return _text(marks.button(str(label), address))


@register.simple_tag
def code(digits: str) -> SafeString:
    """The code that confirms an address."""
    return _text(marks.code(digits))


@register.filter
def item(text: object) -> SafeString:
    """An entry of a list."""
    return _text(marks.item(str(text)))


@register.filter
def coloured(linked: str, colour: str) -> SafeString:
    """Text with links (`linked`), these in a colour: mail programs would take their own blue.

    Text that was escaped holds no element, so what begins one here is a link of ours.
    """
    style = f'<a class="link" style="color:{colour};text-decoration:underline" href='
    return _text(linked.replace("<a href=", style))


@register.filter
def whole_words(linked: str) -> SafeString:
    """Text with links in which no line ends within "e-mail"; what stands in an address is left."""
    return _text(_EMAIL.sub(r'<span style="white-space:nowrap">\1</span>', linked))


@register.filter
def quoted(text: object) -> SafeString:
    """What somebody wrote, in their own lines."""
    return _text(marks.quote(str(text)))
