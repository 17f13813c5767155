from dataclasses import replace

import pytest
from flask import request

from dam.services import Services
from dam.web.app import create_app


def status(services: Services, base_url: str, host: str) -> int:
    settings = services.settings.model_copy(update={"base_url": base_url})
    client = create_app(replace(services, settings=settings)).test_client()
    return client.get("/", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]", "[::1]:8000"]
)
def test_on_loopback_its_names_are_the_same_place(services: Services, host: str):
    assert status(services, "http://127.0.0.1:8000", host) == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "[::2]", "evil.test:8000"]
)
def test_on_loopback_no_other_name_is_answered(services: Services, host: str):
    assert status(services, "http://127.0.0.1:8000", host) == 400


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("press.example.se", 200),
        ("PRESS.example.se", 200),
        ("evil.test", 400),
        ("press.example.se.evil.test", 400),
        ("localhost", 400),
        ("press.example.se@evil.test", 400),
    ],
)
def test_in_public_only_our_own_name_is_answered(services: Services, host: str, expected: int):
    assert status(services, "https://press.example.se", host) == expected


def seen(services: Services, proxies: str, address: str, **headers: str) -> tuple[str, str]:
    """Return the visitor and scheme that a request seems to come from."""
    from config.settings import load_settings

    read = load_settings({"DAM_TRUSTED_PROXIES": proxies, "DAM_SECRET_KEY": "x" * 32})
    settings = services.settings.model_copy(update={"trusted_proxies": read.trusted_proxies})
    app = create_app(replace(services, settings=settings))
    found: list[tuple[str, str]] = []

    def look() -> str:
        found.append((str(request.remote_addr), request.scheme))
        return ""

    app.add_url_rule("/look", "look", look)
    app.test_client().get("/look", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "address", "chain", "visitor"),
    [
        ("", "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.0/8", "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.4", "198.51.100.4"),
        ("10.0.0.0/8", "10.0.0.1", "1.2.3.4, 198.51.100.4", "198.51.100.4"),
        ("10.0.0.0/8", "10.0.0.1", "1.2.3.4, 198.51.100.4, 10.0.0.2", "198.51.100.4"),
        ("10.0.0.0/8", "10.0.0.1", "1.2.3.4, nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.0/8", "10.0.0.1", "", "10.0.0.1"),
        ("::1, 2001:db8::/32", "2001:db8::7", "2001:db9::1", "2001:db9::1"),
        ("127.0.0.1", "", "198.51.100.4", "198.51.100.4"),
        ("10.0.0.0/8", "::ffff:10.0.0.1", "::ffff:198.51.100.4", "::ffff:198.51.100.4"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.4, ::ffff:10.0.0.2", "198.51.100.4"),
        ("::ffff:10.0.0.0/104", "10.0.0.1", "198.51.100.4", "198.51.100.4"),
        ("::ffff:10.0.0.0/104", "11.0.0.1", "198.51.100.4", "11.0.0.1"),
    ],
)
def test_chain_is_believed_from_its_trusted_end(
    services: Services, proxies: str, address: str, chain: str, visitor: str
):
    found = seen(services, proxies, address, **{"X-Forwarded-For": chain})
    assert found == (visitor, "http")


@pytest.mark.parametrize(
    ("address", "given", "scheme"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "gopher", "http"),
        ("203.0.113.9", "https", "http"),
    ],
)
def test_scheme_is_believed_from_a_trusted_proxy(
    services: Services, address: str, given: str, scheme: str
):
    found = seen(services, "10.0.0.0/8", address, **{"X-Forwarded-Proto": given})
    assert found[1] == scheme
