"""Drawings made on the spot: a logotype as SVG and as PDF, and SVG that means harm."""

from __future__ import annotations

SVG = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 viewBox="0 0 96 64">
<title>Logotyp &lt;b&gt;</title>
<defs><style type="text/css"><![CDATA[.green{fill:#28b43c;}]]></style>
<linearGradient id="blue"><stop stop-color="#283cc8"/></linearGradient>
<rect id="square" width="48" height="32"/></defs>
<rect width="48" height="32" fill="#dc2828"/>
<use xlink:href="#square" x="48" class="green"/>
<rect y="32" width="48" height="32" style="fill:url(#blue)"/>
</svg>"""
"""`quadrants` whose white quarter is not drawn."""


def svg(*content: str, **attributes: str) -> bytes:
    """An SVG of 100 by 100 with a grey square and this."""
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 100 100"{given}><rect width="100" height="100" fill="#888"/>'
        f"{''.join(content)}</svg>"
    ).encode()


def pdf(pages: int = 1) -> bytes:
    """A PDF of `quadrants`, its white quarter not drawn, and of empty pages."""
    drawing = (
        b"0.863 0.157 0.157 rg 0 32 48 32 re f 0.157 0.706 0.235 rg 48 32 48 32 re f "
        b"0.157 0.235 0.784 rg 0 0 48 32 re f"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 96 64]%s>>"
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        page % b"/Contents 3 0 R",
        *([page % b""] * (pages - 1)),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(written))
    )


def use_bomb(levels: int = 12) -> bytes:
    """Each level shows the one below ten times: a trillion squares in two thousand bytes."""
    level = "<g id='a0'><rect width='1' height='1'/></g>"
    for n in range(1, levels):
        level += f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>"
    return svg(f"<defs>{level}</defs><use href='#a{levels - 1}'/>")
