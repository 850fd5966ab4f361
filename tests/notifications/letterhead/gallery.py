"""Every mail there is, as HTML and as pictures: to be looked at, and kept as a reference.

    make mail-pictures

writes docs/pictures/mail/: a sheet for each language and width, in few colours so that all of them
stay small.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

WIDTHS = (320, 390, 600)
SCHEMES = ("light", "dark")
_KEPT = {(390, "light"), (600, "light"), (390, "dark")}


@dataclass(frozen=True)
class Mail:
    """A mail by its name, in a language."""

    name: str
    language: str
    html: str


@contextmanager
def mail_window(browser: Browser, width: int, scheme: str) -> Iterator[Page]:
    """A page as wide as a mail program's, in which nothing can be loaded."""
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme="dark" if scheme == "dark" else "light",
        offline=True,
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def too_wide(page: Page) -> list[str]:
    """What stands out of the window, or is cut off at its side."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body, body *')].filter(e => {
            const box = e.getBoundingClientRect();
            return box.right > innerWidth + 0.5 || e.scrollWidth > e.clientWidth + 1
                && getComputedStyle(e).display !== 'inline';
        }).map(e => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""
    )
    return found


def keep(page: Page, mail: Mail, width: int, scheme: str) -> None:
    """A picture of the mail, where PICTURES names a folder."""
    folder = os.environ.get("PICTURES")
    if folder and (width, scheme) in _KEPT:
        at = Path(folder) / f"{mail.language}-{width}-{scheme}"
        at.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(at / f"{mail.name}.png"), full_page=True)
