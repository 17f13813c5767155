"""The Nu HTML checker sees what is wrong with a page, and says on which."""

from pathlib import Path

import pytest

from tests.support.html_checker import check_html

PAGE = '<!doctype html><html lang="sv"><title>Sida</title><main><h1>Sida</h1>{}</main></html>'


def test_a_good_page_is_passed(tmp_path: Path):
    check_html({"/bra": PAGE.format("<p>Text</p>")}, tmp_path)


def test_a_fault_is_told_with_its_address(tmp_path: Path):
    pages = {"/bra": PAGE.format(""), "/fel": PAGE.format("<p id=a><p id=a><ul><p>Text</ul>")}
    with pytest.raises(AssertionError, match="/fel: Duplicate ID"):
        check_html(pages, tmp_path)
