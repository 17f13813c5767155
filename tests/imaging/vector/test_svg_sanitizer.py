"""What of an SVG may leave, and what of it is refused."""

import xml.etree.ElementTree as ET

import pytest

from dam.errors import Refused
from dam.imaging.formats import HEAD_BYTES, SVG, sniff_format
from dam.imaging.vector.svg_sanitizer import clean_svg
from tests.imaging import logotypes

SPACE = "{http://www.w3.org/2000/svg}"


def cleaned(*content, **attributes):
    return clean_svg(logotypes.svg(*content, **attributes)).text().decode()


def test_a_plain_logotype_is_kept_as_it_is():
    drawing = clean_svg(logotypes.SVG)

    names = [one.tag.removeprefix(SPACE) for one in ET.fromstring(drawing.text()).iter()]
    assert names == [
        *("svg", "title", "defs", "style", "linearGradient", "stop", "rect"),
        *("rect", "use", "rect"),
    ]
    text = drawing.text().decode()
    assert 'xlink:href="#square"' in text
    assert 'style="fill:url(#blue)"' in text
    assert ".green{fill:#28b43c}" in text
    assert (drawing.width, drawing.height, drawing.active) == (96, 64, False)
    assert drawing.title == "Logotyp <b>"
    assert text.startswith("<svg ")
    assert "DOCTYPE" not in text


HARM = [
    "<script>alert(1)</script>",
    "<script href='http://harm.test/x.js'/>",
    "<rect width='1' height='1' onclick='alert(1)' ONLOAD='alert(1)'/>",
    "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>harm</script></body></foreignObject>",
    "<a href='javascript:alert(1)'><rect width='9' height='9'/></a>",
    "<a xlink:href='http://harm.test'><rect width='9' height='9'/></a>",
    "<animate attributeName='href' values='javascript:alert(1)'/>",
    "<set attributeName='onclick' to='alert(1)'/>",
    "<image href='http://harm.test/a.png' width='9' height='9'/>",
    "<image href='file:///etc/passwd' width='9' height='9'/>",
    "<image href='/etc/passwd' width='9' height='9'/>",
    "<image href='data:image/svg+xml;base64,PHN2Zy8+' width='9' height='9'/>",
    "<image href='data:text/html,harm' width='9' height='9'/>",
    "<use href='http://harm.test/a.svg#a'/>",
    "<use href='data:image/svg+xml;base64,PHN2Zy8+#a'/>",
    "<rect width='9' height='9' fill='url(http://harm.test/#a)'/>",
    "<rect width='9' height='9' style='fill:url(http://harm.test/#a)'/>",
    "<rect width='9' height='9' style='fill:u\\72l(http://harm.test/#a)'/>",
    "<rect width='9' height='9' style='fill:ur/**/l(http://harm.test/#a)'/>",
    "<rect width='9' height='9' style='background:image(\"http://harm.test\")'/>",
    "<rect width='9' height='9' style='fill:expression(alert(1))'/>",
    "<rect width='9' height='9' filter='url(\"http://harm.test/#a\")'/>",
    "<style>@import url(http://harm.test/a.css);</style>",
    "<style>@import 'http://harm.test/a.css';</style>",
    "<style>@font-face{font-family:x;src:url(http://harm.test/a)}</style>",
    "<style>@media screen{rect{fill:url(http://harm.test/a)}}</style>",
    "<style>rect{fill:url(http://harm.test/a)}</style>",
    "<style>/* } */rect{fill:url( http://harm.test/a )}</style>",
    "<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>",
    "<style>rect{fill:red}&lt;script>harm.test{fill:red}</style>",
    "<filter id='f'><feImage href='http://harm.test/a.png'/></filter>",
    "<iframe xmlns='http://www.w3.org/1999/xhtml' src='http://harm.test'/>",
    "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>",
    "<metadata><x:xmpmeta xmlns:x='adobe:ns:meta/'>harm.test</x:xmpmeta></metadata>",
    "<?xml-stylesheet href='http://harm.test/a.css'?>",
    "<!-- harm.test -->",
    "<rect width='9' height='9' xml:base='http://harm.test/'/>",
]


@pytest.mark.parametrize("harm", HARM)
def test_nothing_that_runs_or_leads_away_is_left(harm):
    text = cleaned(harm)

    assert "harm" not in text
    assert "script" not in text.lower()
    for word in ("alert", "http://www.w3.org/1999/xhtml", "passwd", "data:", "onclick", "@", "\\"):
        assert word not in text.lower(), word
    ET.fromstring(text)


def test_the_files_own_parts_stay():
    text = cleaned(
        "<filter id='soft'><feGaussianBlur stdDeviation='2'/></filter>",
        "<rect id='r' width='9' height='9' filter='url(#soft)' transform='rotate(4 2,2)'/>",
        "<use href='#r'/><style>.a, #r &gt; rect{fill:rgb(1,2,3);stroke:url('#x')}</style>",
    )

    for kept in ("url(#soft)", 'href="#r"', "rotate(4 2,2)", "fill:rgb(1,2,3)"):
        assert kept in text
    assert "stroke:url('#x')" in text


def test_what_is_taken_out_is_known():
    assert clean_svg(logotypes.svg("<script>1</script>")).active
    assert clean_svg(logotypes.svg(onload="alert(1)")).active
    assert clean_svg(logotypes.svg("<image href='http://harm.test/a'/>")).active
    assert not clean_svg(logotypes.svg("<metadata/><!-- made by a program -->")).active


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ({}, (100, 100)),
        ({"width": "200", "height": "50"}, (200, 50)),
        ({"width": "1in", "height": "48pt"}, (96, 64)),
        ({"width": "100%", "height": "100%"}, (100, 100)),
    ],
)
def test_its_shape(attributes, size):
    drawing = clean_svg(logotypes.svg(**attributes))

    assert (drawing.width, drawing.height) == size


ILLUSTRATOR = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 24.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_extend "http://ns.adobe.com/Extensibility/1.0/">
  <!ENTITY st0 "fill:#b0124a;">
]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="&ns_extend;" x:foo="1" viewBox="0 0 10 10">
<rect width="5" height="5" style="&st0;"/></svg>"""


@pytest.mark.parametrize(
    "data",
    [
        ILLUSTRATOR.encode(),
        ILLUSTRATOR.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16"),
        ILLUSTRATOR.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16-be"),
        b"\xef\xbb\xbf" + ILLUSTRATOR.encode(),
        ILLUSTRATOR.replace(
            "<!DOCTYPE", f"<?made by?><!--{'-x' * 2000} <html> -->" * 3 + "<!DOCTYPE"
        ).encode(),
    ],
    ids=["utf-8", "utf-16", "utf-16-be without mark", "mark", "long comments"],
)
def test_what_illustrator_writes_is_known_and_its_words_resolved(data):
    assert sniff_format(data[:HEAD_BYTES]) is SVG
    text = clean_svg(data).text().decode()

    assert 'style="fill:#b0124a"' in text
    assert "ENTITY" not in text
    assert "adobe" not in text


@pytest.mark.parametrize(
    "head", [b"<?xml?><html><svg ", b"<!-- <svg --><html>", b"<!doctype html><svg ", b"<!--", b"<?"]
)
def test_what_only_names_it_is_no_svg(head):
    with pytest.raises(Refused, match="Filen är"):
        sniff_format(head)


@pytest.mark.parametrize(
    ("content", "drawn"),
    [
        ("<rect width='9' height='9' fill='var(--fill-0, #b0124a)'/>", 'fill="#b0124a"'),
        ("<rect width='9' height='9' style='fill:VAR( --x ,rgb(1,2,3))'/>", "fill:rgb(1,2,3)"),
        ("<style>:root{--x:#123}</style><path d='M0 0' fill='var(--x)'/>", 'fill="#123"'),
        ("<style>svg, *{--x:#123} .a{fill:var(--x,red)}</style>", ".a{fill:#123}"),
        ("<g style='--x:#123'><path d='M0 0' fill='var(--x,red)'/></g>", 'fill="#123"'),
        ("<g style='--x:#123'/><path d='M0 0' fill='var(--x,red)'/>", 'fill="red"'),
        ("<style>*{--x:var(--y)}*{--y:#123}</style><path fill='var(--x)'/>", 'fill="#123"'),
        ("<path fill='var(--x, var(--y, #123))'/>", 'fill="#123"'),
        ("<path fill='#123 icc-color(a, 1, 2)'/>", 'fill="#123"'),
    ],
)
def test_a_variables_value_is_drawn(content, drawn):
    text = cleaned(content)

    assert drawn in text
    assert "var(" not in text.lower()


@pytest.mark.parametrize(
    "content",
    [
        "<path fill='var(--x)'/>",
        "<path style='fill:var(--x'/>",
        "<style>*{--x:var(--y);--y:var(--x)}</style><path fill='var(--x)'/>",
        "<style>*{--x:red}.dark{--x:blue}</style><path fill='var(--x)'/>",
        f"<path fill='{'var(--x,' * 50}red{')' * 50}'/>",
    ],
)
def test_a_variable_without_one_value_is_refused(content):
    with pytest.raises(Refused, match="en variabel vars värde"):
        cleaned(content)


@pytest.mark.parametrize(
    "value", ["oklch(50% 0.2 20)", "color-mix(in srgb, red, blue)", "lab(1 2 3)"]
)
def test_a_colour_that_would_be_black_is_refused(value):
    for content in (f"<path fill='{value}'/>", f"<style>.a{{stroke:{value}}}</style>"):
        with pytest.raises(Refused, match="en färg som inte går att rita"):
            cleaned(content)


def test_a_variable_cannot_lead_away():
    text = cleaned("<style>*{--x:url(http://harm.test/a)}</style><path fill='var(--x)'/>")

    assert "harm" not in text


BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
XXE = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (BOMB.encode() + logotypes.svg("<desc>&b;</desc>"), "egna entiteter"),
        (XXE.encode() + logotypes.svg("<desc>&x;</desc>"), "egna entiteter"),
        (b'<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://harm.test">%p;]><svg/>', "egna entiteter"),
        (b'<!DOCTYPE svg [<!ENTITY a "<rect/>">]>' + logotypes.svg("<g>&a;</g>"), "egna entiteter"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "%s">]>' % (b"a" * 5000)
            + logotypes.svg("<desc>" + "&a;" * 2000 + "</desc>"),
            "egna entiteter",
        ),
        (logotypes.svg()[:-9], "skadad"),
        (b"<svg/>", "ingen SVG-bild"),
        (b"<html><svg xmlns='http://www.w3.org/2000/svg'/></html>", "ingen SVG-bild"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "visar ingenting"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/><rect width='1' height='1'/></svg>",
            "inte hur stor",
        ),
        (logotypes.svg("<text>1177</text>"), "inte är omvandlad till kurvor"),
        (logotypes.svg("<g>" * 200 + "</g>" * 200), "för många delar"),
        (logotypes.svg("<g/>" * 60_000), "för många delar"),
        (logotypes.svg(" " * 5_000_000), "större än 5 MB"),
    ],
    ids=range(14),
)
def test_what_is_refused_and_why(data, sentence):
    with pytest.raises(Refused, match=sentence):
        clean_svg(data)
