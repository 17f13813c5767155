"""What the staff's forms hold so that they can be finished later, read from the templates."""

import re
from pathlib import Path

from dam.web.kept_forms import SECRETS

TEMPLATES = Path(__file__).parents[2] / "templates"


def sources() -> list[str]:
    return [
        path.read_text("utf-8")
        for part in ("staff", "auth")
        for path in (TEMPLATES / part).rglob("*.html")
    ]


def test_each_form_begins_with_its_token():
    """So that whose it is is known before the rest is read."""
    begun = re.compile(r'<form[^>]*method="post"[^>]*>(?:\s|\{#.*?#\})*(.{0,40})', re.DOTALL)
    ours = (
        "{{ token() }}",
        "{{ csrf() }}",
        '<input type="hidden" name="csrf_token"',
        "{{ start() }}",
    )
    found = [after for source in sources() for after in begun.findall(source)]
    assert len(found) > 60
    assert not [after for after in found if not after.startswith(ours)]


def test_no_password_is_kept():
    named = re.compile(r"field\('(\w+)'[^}]*type='password'")
    found = {name for source in sources() for name in named.findall(source)}
    assert found
    assert found <= SECRETS
