from collections.abc import Iterator

import pytest
from flask import Flask

from dam.errors import NotAllowed
from dam.links.tokens import FormToken
from dam.web import forms


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
def test_own_form_is_believed(app: Flask, headers: dict[str, str]):
    with app.test_request_context("/begaran", method="POST", headers=headers):
        forms.ensure_ours()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "SAME-ORIGIN"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "http://localhost.evil.test"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.test"},
    ],
)
def test_form_of_another_site_is_not(app: Flask, headers: dict[str, str]):
    with (
        app.test_request_context("/begaran", method="POST", headers=headers),
        pytest.raises(NotAllowed, match="annan webbplats"),
    ):
        forms.ensure_ours()


def sent(app: Flask, token: str) -> Iterator[None]:
    return app.test_request_context("/begaran", method="POST", data={"csrf_token": token})


def test_token_says_its_one_time_value(app: Flask):
    with app.test_request_context("/begaran"):
        token = forms.new_token("request", "2041", FormToken("abc", fresh=False, shown_at=7.5))
    with sent(app, token):
        read = forms.sent_token("request", "2041")
        assert read is not None
        assert (read.once, read.fresh, read.shown_at) == ("abc", True, 7.5)
        assert forms.sent_token("request", "2042") is None
        assert forms.sent_token("withdraw", "2041") is None
    with sent(app, token + "x"):
        assert forms.sent_token("request", "2041") is None
    with app.test_request_context("/begaran", method="POST"):
        assert forms.sent_token("request", "2041") is None


def test_each_token_is_another(app: Flask):
    with app.test_request_context("/begaran"):
        assert forms.new_token("request") != forms.new_token("request")
