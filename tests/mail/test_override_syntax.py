"""What staff may write in a letter: it is read, filled in and bounded, and nothing else happens."""

from typing import Any

import pytest
from jinja2 import nodes

from dam.mail.filling import own_words, values_of
from dam.mail.kinds import draft_sample_letters
from dam.mail.override_filling import _STATEMENTS, _VALUES, LONGEST_FILLED, Unfillable, fill_words
from dam.mail.override_syntax import _LOOKS, DEEPEST, Unreadable, read_words
from dam.mail.overrides import list_letter_languages
from dam.mail.templates import TEMPLATES, template_name
from tests.support.letters import WRITTEN_AT

VALUES: dict[str, Any] = {
    "number": "2026-0007",
    "count": 2,
    "images": ["IN-4", "IN-9"],
    "deadline": None,
    "remove": True,
    "denied": [{"reason": "Nej."}],
    "when": "2026-03-13T08:00:00+00:00",
}


@pytest.mark.parametrize("kind", sorted(draft_sample_letters("sv", WRITTEN_AT)))
def test_every_letter_of_the_product_is_written_in_it_and_reads_alike(kind: str):
    for language in list_letter_languages(kind):
        own = own_words(kind, language)
        for draft in draft_sample_letters(language, WRITTEN_AT)[kind]:
            values = values_of(draft.context, str, press_email="p", phone=None)
            for part, words in (("subject", own.subject), ("body", own.body)):
                template = TEMPLATES.get_template(template_name(kind, part, language))
                assert fill_words(words, values).split() == template.render(values).split()


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Hej {{ number }}!", "Hej 2026-0007!"),
        ("{{ images|join(', ') }}", "IN-4, IN-9"),
        ("{{ images[0] }}: {{ denied[0]['reason'] }}", "IN-4: Nej."),
        ("{{ images|length|images }}", "2 bilder"),
        ("{{ images|length|images('en') }}", "2 images"),
        ("{% for one in images %}{{ one }};{% else %}inga{% endfor %}", "IN-4;IN-9;"),
        ("{% for one in images if one == 'IN-9' %}{{ one }}{% endfor %}", "IN-9"),
        ("{% for one in images if one == 'x' %}{{ one }}{% else %}inga{% endfor %}", "inga"),
        ("{% if count > 9 %}många{% elif count >= 2 %}två{% else %}få{% endif %}", "två"),
        ("{{ {'a': 'b', 2: 'två'}[count] }}", "två"),
        ("{{ 'ja' if remove and not deadline else 'nej' }}", "ja"),
        ("{{ 'känd' if later is defined else later|default('okänd') }}", "okänd"),
        ("{{ deadline }}{{ deadline or number }}", "2026-0007"),
        ("{{ when|moment }}", "13 mars 2026 kl. 09.00"),
    ],
)
def test_values_choices_and_lists(words: str, read: str):
    assert fill_words(words, VALUES) == read


@pytest.mark.parametrize(
    "words",
    [
        *("{{ 'a' * 99999999 }}", "{{ 9 ** 9 ** 9 }}", "{{ count + 1 }}", "{{ 1 // 0 }}"),
        *("{{ -count }}", "{{ number ~ number }}", "{{ '%99999999d' % 1 }}", "{{ 1 in images }}"),
        *("{{ '%99999999d'|format(1) }}", "{{ number|center(99999999) }}", "{{ 9|string }}"),
        *("{{ number|replace('2', number) }}", "{{ images|join(images|join) }}"),
        *("{{ images|join(number) }}", "{{ images|map('upper')|join }}", "{{ images|sort }}"),
        *("{{ [1, 2]|join }}", "{{ (1, 2)|join }}", "{{ images[0:1] }}", "{{ images[count] }}"),
        *("{{ number.upper() }}", "{{ number.__class__ }}", "{{ ''['__class__'] }}"),
        *(
            "{{ range(9) }}",
            "{{ cycler }}{{ lipsum() }}",
            "{{ loop.index }}",
            "{{ self }}{{ x() }}",
        ),
        "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{% block a %}{% endblock %}",
        "{% extends 'receipt/body.txt' %}",
        "{% import 'receipt/body.txt' as a %}",
        "{% filter upper %}a{% endfilter %}",
        "{% call a() %}{% endcall %}",
        "{% with a = 1 %}{% endwith %}",
        "{% include number %}",
        "{% include 'receipt/body.txt' %}",
        "{% include ['_parts/given.txt'] %}",
        "{% for one in images %}{% include '_parts/denied.txt' %}{% endfor %}",
        "{% for a in images %}{% for b in images %}x{% endfor %}{% endfor %}",
        "{% for a, b in denied %}{% endfor %}",
        "{% for a in images recursive %}{% endfor %}",
        "{% for a in images %}{{ a if a is sameas(1) }}{% endfor %}",
        "{{ 1 < count < 3 }}",
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{{ " + "not " * 3_000 + "1 }}",
        "{{ count" + "|length" * 1_000 + " }}",
        "{% if count %}" * 500 + "{% endif %}" * 500,
        "{{ " + "9" * 5_000 + " }}",
        "{{ 1e999999 }}{{ 1 + 1 }}",
    ],
)
def test_what_calculates_calls_or_stores_is_never_worked_out(words: str):
    with pytest.raises(Unreadable):
        read_words(words)
    with pytest.raises(Unreadable):
        fill_words(words, VALUES)


@pytest.mark.parametrize(
    "words",
    [
        *("{{ images }}", "{{ remove }}", "{{ denied|join }}", "{{ images|join|join }}"),
        *("{{ gone }}", "{{ images[7] }}", "{{ number[0] }}", "{% for a in number %}{% endfor %}"),
        *("{{ number|length }}", "{% if gone %}{% endif %}", "{{ {1: 'a'}[number] }}"),
    ],
)
def test_what_a_letter_cannot_say_is_a_sentence(words: str):
    with pytest.raises(Unfillable, match=r"\.$"):
        fill_words(words, VALUES)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("{{ text }}" * 900, {"text": "x" * 10_000}),
        ("{{ many|join('" + "x" * 9_000 + "') }}", {"many": ["IN-1"] * 100}),
        ("{{ 'a' if many|join == '' }}" * 300, {"many": ["IN-1"] * 10_000}),
        ("{% for one in many %}" + "x" * 9_000 + "{% endfor %}", {"many": ["IN-1"] * 100}),
        ("{% for one in many %}{% endfor %}" * 250, {"many": ["IN-1"] * 10_000}),
    ],
)
def test_what_becomes_of_words_has_a_bound(words: str, values: dict[str, Any]):
    assert len(words) < 10_000
    with pytest.raises(Unfillable, match="för långt"):
        fill_words(words, values)
    assert len(fill_words("{{ text }}", {"text": "x" * LONGEST_FILLED})) == LONGEST_FILLED


def test_whatever_is_let_through_can_be_filled_in():
    assert set(_LOOKS) == set(_STATEMENTS) | set(_VALUES)
    assert not set(_LOOKS) & {nodes.Call, nodes.Getattr, nodes.Concat, nodes.Mul, nodes.Assign}


def test_as_much_stands_within_one_another_as_is_said():
    for many, fits in ((DEEPEST // 2 - 1, True), (DEEPEST + 1, False)):
        words = "{% if count %}" * many + "ja" + "{% endif %}" * many
        if fits:
            assert fill_words(words, VALUES) == "ja"
        else:
            with pytest.raises(Unreadable, match="inuti vartannat"):
                read_words(words)
