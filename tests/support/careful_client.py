"""A test client that looks at every page that it is given: whatever is tested, pages are sound."""

import re
from collections import Counter
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
ERROR_TITLES = ("Fel:", "Error:")
TAG = re.compile(r"<[a-z][^>]*>")
IDS = re.compile(r'\sid="([^"]*)"')
POINTERS = re.compile(r'\s(?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
EMPTY_ERROR = re.compile(r'<p class="field-error"[^>]*>\s*</p>')


class CarefulClient(FlaskClient):
    """A client that fails where a page contradicts itself."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        packed = "Content-Encoding" in answer.headers
        if answer.mimetype == "text/html" and answer.request.method != "HEAD" and not packed:
            faults = list_page_faults(answer.status_code, answer.text)
            assert not faults, f"{answer.request.method} {answer.request.path}: {faults}"
        return answer


def list_page_faults(status: int, page: str) -> list[str]:
    """Return what is wrong with a page whatever it is about."""
    faults = []
    title = TITLE.search(page)
    wrong = "field-error" in page or 'class="box errors" role="alert"' in page
    is_titled_error = bool(title and title[1].startswith(ERROR_TITLES))
    if (is_titled_error and not (status >= 400 or wrong)) or (
        title and (status == 400 or wrong) and not is_titled_error
    ):
        faults.append(f"{status} is titled {title[1] if title else ''!r}")
    faults += ["an error without words"] * bool(EMPTY_ERROR.search(page))
    tags = "".join(TAG.findall(page))
    ids = IDS.findall(tags)
    faults += [
        f"{name!r} is the id of several" for name, count in Counter(ids).items() if count > 1
    ]
    pointed = {name for names in POINTERS.findall(tags) for name in names.split()}
    faults += [f"{name!r} is pointed at and not there" for name in pointed - set(ids)]
    return faults
