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


def files_are_kept(page: Page) -> None:
    """Wait until the device has every file that the open page is made of."""
    asked = """() => Promise.all(
        performance.getEntriesByType("resource")
            .filter(({ name }) => name.startsWith(`${location.origin}/static/`))
            .map(({ name }) => caches.match(name))
    ).then(found => found.length > 0 && found.every(Boolean))"""
    becomes(page, asked)


def stays_away(page: Page, path: str) -> None:
    """Look for a while: the device does not get that page."""
    watched = """async (path) => {
        for (const end = Date.now() + 1500; Date.now() < end; ) {
            if (await caches.match(path)) return false;
            await new Promise((done) => setTimeout(done, 20));
        }
        return true;
    }"""
    assert page.evaluate(watched, path)
