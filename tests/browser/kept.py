"""What a device keeps, as its browser tells."""

from typing import Any

from playwright.sync_api import Page

from tests.stack import eventually


def becomes(page: Page, expression: str, argument: Any = None) -> None:
    """Wait until what the page says, a promise too, is true."""
    eventually(lambda: bool(page.evaluate(expression, argument)))


def is_kept(page: Page, path: str, *, kept: bool = True) -> None:
    """Wait until the device has that page, or has it no more."""
    asked = "([path, kept]) => caches.match(path).then(found => Boolean(found) === kept)"
    becomes(page, asked, [path, kept])
