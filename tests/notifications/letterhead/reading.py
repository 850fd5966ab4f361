"""A framed mail as a reader takes it, by an HTML parser that shares nothing with what made it."""

import re
from dataclasses import dataclass, field
from email.message import EmailMessage

from lxml import html as lxml_html

# What Outlook, Gmail and Apple Mail keep of an inline style (or pass over without harm).
KEPT = {
    "background-color", "border", "border-bottom", "border-collapse", "border-left",
    "border-radius", "color", "display", "font-family", "font-size", "font-weight", "height",
    "letter-spacing", "line-height", "margin", "max-width", "mso-padding-alt", "overflow-wrap",
    "padding", "padding-left", "padding-top", "table-layout", "text-align", "text-decoration",
    "white-space", "width", "word-break", "-webkit-text-size-adjust",
}  # fmt: skip
ELEMENTS = {
    "a", "body", "br", "div", "h1", "h2", "head", "html", "li", "meta", "p", "span", "style",
    "table", "tbody", "td", "th", "title", "tr", "ul",
}  # fmt: skip


@dataclass
class Read:
    """What stands in the HTML: headline, rows of facts, buttons, links, and all text."""

    headline: list[str]
    facts: list[tuple[str, str]]
    buttons: list[tuple[str, str]]
    links: list[str]
    text: str
    language: str
    elements: set[str]
    properties: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)


def words(text: str) -> str:
    """Text without the marks against linking, in single blanks."""
    return " ".join(text.replace("\u200c", "").split())


def read(mail: EmailMessage) -> Read:
    """The mail's HTML."""
    part = mail.get_body(preferencelist=("html",))
    assert part is not None
    tree = lxml_html.document_fromstring(part.get_content())
    body = tree.find("body")
    assert body is not None
    styles = [str(element.get("style")) for element in tree.iter() if element.get("style")]
    return Read(
        headline=[words(h1.text_content()) for h1 in tree.iter("h1")],
        facts=[_fact(row) for row in tree.iter("tr") if row.find("th") is not None],
        buttons=[
            (words(a.text_content()), str(a.get("href")))
            for a in tree.iter("a")
            if "on-press" in str(a.get("class"))
        ],
        links=[str(a.get("href")) for a in tree.iter("a")],
        text=words(body.text_content()),
        language=str(tree.get("lang")),
        elements={str(element.tag) for element in tree.iter() if isinstance(element.tag, str)},
        properties={
            declaration.partition(":")[0].strip()
            for style in styles
            for declaration in style.split(";")
            if declaration.strip()
        },
        attributes={str(name) for element in tree.iter() for name in element.attrib},
    )


def _fact(row: lxml_html.HtmlElement) -> tuple[str, str]:
    label, value = row.find("th"), row.find("td")
    assert label is not None
    assert value is not None
    for link in value.iter("a"):
        if link.get("href") != link.text_content():
            link.text = ""
    for note in value.iter("span"):
        if note.get("class") == "quiet":
            note.text = f" ({note.text})"
    return words(label.text_content()), words(value.text_content())


def above_the_foot(mail: EmailMessage) -> str:
    """The plain text above what stands below every mail."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").partition("\n-- \n")[0]


def facts_of(plain: str) -> list[tuple[str, str]]:
    """The lines "Label: value" that stand in one block; the map's line belongs to the place's."""
    found = []
    for paragraph in plain.split("\n\n"):
        lines = [re.fullmatch(r"([^:\n]{1,30}): (.+)", line) for line in paragraph.split("\n")]
        if all(lines):
            found += [(words(line[1]), words(line[2])) for line in lines if line]
    return found
