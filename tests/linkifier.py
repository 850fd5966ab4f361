"""What a mail program would link: a linkifier that shares nothing with our code, and strict.

It knows all top-level domains, as Gmail's and Outlook's do, and links bare ones, addresses of
mail and IP addresses.
"""

from html.parser import HTMLParser

from linkify_it import LinkifyIt
from linkify_it.tlds import TLDS

_LINKIFIER = LinkifyIt(options={"fuzzy_ip": True}).tlds(TLDS)


def links_in(text: str) -> list[str]:
    """Every address that would become a link."""
    return [match.url for match in _LINKIFIER.match(text) or []]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [str(value) for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def links_in_html(html: str) -> list[str]:
    """The links there are, and those that would be made of the text (across elements too)."""
    page = _Page()
    page.feed(html)
    return page.links + links_in("".join(page.texts))
