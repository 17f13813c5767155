"""How much work a drawing may ask for, and that to clean one takes as many steps as it is long."""

import sys
from collections.abc import Callable

import pytest

from dam.errors import Refused
from dam.imaging.vector import svg_style
from dam.imaging.vector.svg_sanitizer import clean_svg
from tests.imaging import logotypes

FILTER = "<filter id='f'>{}</filter><rect width='9' height='9' filter='url(#f)'/>"

TOO_MUCH = {
    "octaves": FILTER.format("<feTurbulence baseFrequency='0.1' numOctaves='99999999'/>"),
    "octaves in e": FILTER.format("<feTurbulence numOctaves='9e9'/>"),
    "frequency": FILTER.format("<feTurbulence baseFrequency='0.1 1e9'/>"),
    "blur": FILTER.format("<feGaussianBlur stdDeviation='1 9999999'/>"),
    "shadow": FILTER.format("<feDropShadow stdDeviation='9999999'/>"),
    "order": FILTER.format("<feConvolveMatrix order='3,1000'/>"),
    "kernel": FILTER.format(f"<feConvolveMatrix kernelMatrix='{'1 ' * 90}'/>"),
    "thick": FILTER.format("<feMorphology operator='dilate' radius='5'/>"),
    "exponent": FILTER.format("<feSpecularLighting specularExponent='1e9'/>"),
    "table": FILTER.format(f"<feFuncR type='table' tableValues='{'0 1 ' * 2000}'/>"),
    "dashes": f"<path d='M0 0' stroke-dasharray='{'1 ' * 200}'/>",
    "many filters": "<filter id='f'><feOffset/><feBlend/></filter>" + "<g filter='url(#f)'/>" * 300,
    "filters by class": "<filter id='f'><feOffset/></filter><style>.a{filter:url(#f)}</style>"
    + "<g class='a'/>" * 300,
    "use": logotypes.use_bomb().decode().partition(">")[2].rpartition("<")[0],
    "masks": "<mask id='a0'><rect/></mask>"
    + "".join(
        f"<mask id='a{n}'>" + f"<g mask='url(#a{n - 1})'/>" * 20 + "</mask>" for n in range(1, 9)
    )
    + "<g mask='url(#a8)'/>",
    "patterns": "<pattern id='a0'><rect/></pattern>"
    + "".join(
        f"<pattern id='a{n}'>" + f"<path fill='url(#a{n - 1})'/>" * 20 + "</pattern>"
        for n in range(1, 9)
    )
    + "<path fill='url(#a8)'/>",
    "markers": f"<marker id='m'>{'<g/>' * 100}</marker>"
    f"<path marker-mid='url(#m)' d='M0 0{'L1 1' * 9000}'/>",
    "a long chain": "<g id='a0'/>"
    + "".join(f"<use id='a{n}' href='#a{n - 1}'/>" for n in range(1, 3000)),
    "a deep chain": "".join(f"<use id='a{n}' href='#a{n - 1}'/>" for n in range(300, 0, -1))
    + "<g id='a0'/>",
}


@pytest.mark.parametrize("content", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_would_keep_the_renderer_is_refused_by_name(content):
    with pytest.raises(Refused, match="tar för lång tid att rita"):
        clean_svg(logotypes.svg(content))


def test_what_logotypes_have_is_drawn():
    shadow = (
        "<filter id='f'><feFlood/><feOffset dy='4'/><feGaussianBlur stdDeviation='2'/></filter>"
    )
    content = (
        shadow
        + "<g filter='url(#f)'><path d='M0 0L9 9' stroke-dasharray='4 2 1'/></g>" * 20
        + FILTER.format("<feTurbulence baseFrequency='.65' numOctaves='3' seed='2'/>")
        + "<g id='a'><rect width='1' height='1'/></g>"
        + "<use href='#a' x='4'/>" * 500
        + "<g id='itself'><use href='#itself'/></g>"
    )

    assert "numOctaves" in clean_svg(logotypes.svg(content)).text().decode()


HOSTILE = {
    "@": lambda n: f"<path style='{'@' * n}'/>",
    "at rules": lambda n: f"<style>{'@{' * n}</style>",
    "braces": lambda n: f"<style>{'a{' * n}{'}' * n}</style>",
    "no brace": lambda n: f"<style>{'a ' * n}</style>",
    "comments": lambda n: f"<style>{'/*' * n}</style>",
    "comments in a style": lambda n: f"<path style='{'/*' * n}'/>",
    "addresses": lambda n: f"<path fill='{'url(' * n}'/>",
    "open addresses": lambda n: f"<path fill='url({' ' * n}#a{' ' * n}x'/>",
    "parentheses": lambda n: f"<path d='{'(' * n}'/>",
    "variables": lambda n: f"<path style='{'--a:b;' * n}'/>",
    "rules for all": lambda n: (
        f"<style>{'*{fill:url(#q)}' * n}</style><path d='M0 0'/>{'<g/>' * n}"
    ),
    "rules for all that show what shows them": lambda n: (
        f"<style>{'*{fill:url(#q)}' * n}</style><g id='q'><path d='M0 0'/>{'<g/>' * n}</g>"
    ),
    "lengths": lambda n: f"<path stroke-dasharray='{'1' * n}e'/>",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_takes_twice_as_many_steps(hostile: Callable[[int], str]):
    def steps(length: int) -> int:
        counted = 0

        def count(_frame: object, event: str, _argument: object) -> object:
            nonlocal counted
            counted += event == "line"
            return count

        data = logotypes.svg(hostile(length))
        before = sys.gettrace()
        sys.settrace(count)
        try:
            clean_svg(data)
        except Refused:
            pass
        finally:
            sys.settrace(before)
        return counted

    assert steps(4000) <= 2.2 * steps(2000)


def test_elements_share_what_is_said_around_them():
    """Copied for each, a thousand variables and as many elements were a million steps."""
    known = svg_style.collect_sheet_variables(iter(["svg{--a:1;--b:2}"]))
    own = svg_style.add_own_variables("--b:3", known)

    assert own.maps[1] is known.maps[0]
    assert svg_style.substitute_variables("var(--a) var(--b)", own) == "1 3"
    assert svg_style.substitute_variables("var(--b)", known) == "2"


def test_rules_and_declarations():
    sheet = "@import 'x'; a, b {fill: red} @media x { a {fill: blue} } /* } */ c{} } d{--X: 1;Y:2}"

    assert list(svg_style.parse_rules(sheet)) == [
        *(("a, b", "fill: red"), ("c", ""), ("d", "--X: 1;Y:2"))
    ]
    assert list(svg_style.parse_declarations("--X: 1;Y:2")) == [("--X", "1"), ("y", "2")]
