"""Files as browsers make and send them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import fits, picture
from visits.confined.pdfs import read
from visits.models import Host

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
LETTER = """<h1 id=a>Surat</h1><a href="https://solokkab.go.id">web</a> <a href="#a">top</a>
<form><input value="x"></form><svg width="9" height="9"><rect width="5" height="5"/></svg>"""


def test_what_a_browser_prints_to_pdf_is_taken(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(LETTER)
    assert read(page.pdf()) == ("pdf", b"")
    page.close()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More than any page takes."""
    path = tmp_path / "surat.pdf"
    path.write_bytes(b"%PDF-1.7" + bytes(14 * 1024 * 1024))
    return path


def test_a_file_too_large_is_said_before_it_is_sent(
    open_page: Callable[..., Page], url: str, host: Host, large: Path
) -> None:
    page = open_page()
    page.goto(f"{url}/ajukan/surat/")
    field = page.locator("[name=letter_file]")
    field.set_input_files(large)
    expect(page.locator("[name=letter_file]:invalid")).to_be_visible()
    assert "10 MB" in field.evaluate("field => field.validationMessage")


def test_without_scripts_the_answer_says_so(page: Page, url: str, host: Host, large: Path) -> None:
    page.goto(f"{url}/ajukan/surat/")
    page.locator("[name=letter_file]").set_input_files(large)
    page.locator("button.btn--main:visible").last.click()
    expect(page.locator("h1")).to_have_text(re.compile("Terlalu besar"))
    expect(page.locator("body")).to_contain_text("10 MB")
    fits(page)
    picture(page, "413")
