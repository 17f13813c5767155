"""docs/rights.md names every reason and every status, and no other."""

import re
from pathlib import Path

import pytest

from dam.rights.basis import PeopleStatus
from dam.rights.reasons import ReasonCode

PAGE = (Path(__file__).parents[2] / "docs" / "rights.md").read_text()


@pytest.mark.parametrize(("heading", "words"), [("Reasons", ReasonCode), ("People", PeopleStatus)])
def test_the_page_holds_the_same_words(heading, words):
    [section] = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(words)
