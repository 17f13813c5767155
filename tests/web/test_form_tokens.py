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


def test_what_stands_before_its_form_comes_after_the_token():
    """Browsers send the controls of a form in the order of the page."""
    apart = re.compile(r'<[^>]* form="[^>]*>')
    first = [found[0] for source in sources() if (found := apart.findall(source))]
    assert first
    assert not [one for one in first if 'name="csrf_token"' not in one]


def test_a_form_s_token_comes_with_a_value_of_its_own():
    macro = (TEMPLATES / "staff" / "_form.html").read_text("utf-8").partition("endmacro")[0]
    assert 'name="once" value="{{ once() }}"' in macro


def test_no_password_is_kept():
    named = re.compile(r"field\('(\w+)'[^}]*type='password'")
    found = {name for source in sources() for name in named.findall(source)}
    assert found
    assert found <= SECRETS
