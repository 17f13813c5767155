"""The rows of the upload page, one for each file."""

from playwright.sync_api import Locator, Page, expect

UPLOAD_PAGE = "/redaktion/ladda-upp"
SLOWLY = 60_000


def file_row(page: Page, name: str) -> Locator:
    return page.locator(".upload", has_text=name)


def row_says(page: Page, name: str, words: str) -> None:
    """A file's row comes to say this."""
    expect(file_row(page, name)).to_contain_text(words, timeout=SLOWLY)
