"""SVG as it may leave: read without entities, then built anew of what is known to be harmless.

Called in the sandbox by `drawings`. What stands on no list below is left out: scripts, events,
animation, foreign content, links, and every reference but to the file's own parts and to PNG and
JPEG pictures within it. The lists are of static SVG 1.1 and 2 without text: letters of a logotype
are outlines, or it would look otherwise on a machine with other fonts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import fromstring

from dam.errors import Refused

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MOST_BYTES, MOST_ELEMENTS, MOST_DEPTH = 5_000_000, 50_000, 100

register_namespace("", SVG)
register_namespace("xlink", XLINK)


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ELEMENTS = _named(
    """
    svg g defs symbol use switch title desc style image path rect circle ellipse line polyline
    polygon linearGradient radialGradient stop pattern clipPath mask marker filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence
    """
)
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "use"}
# What is left out as a whole, and is told; a link is left out, and what it leads from stays.
_ACTIVE = {
    *("script", "foreignObject", "handler", "listener", "iframe", "audio", "video", "canvas"),
    *("animate", "animateColor", "animateMotion", "animateTransform", "set", "feImage"),
}

_PROPERTIES = _named(
    """
    clip-path clip-rule color color-interpolation color-interpolation-filters display fill
    fill-opacity fill-rule filter flood-color flood-opacity image-rendering isolation
    lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity
    overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    transform transform-box transform-origin vector-effect visibility
    """
)
_ATTRIBUTES = _PROPERTIES | _named(
    """
    id class version viewBox preserveAspectRatio x y x1 y1 x2 y2 width height cx cy r rx ry fx fy
    fr d points pathLength offset gradientUnits gradientTransform spreadMethod patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits
    markerWidth markerHeight refX refY orient systemLanguage requiredFeatures requiredExtensions
    filterUnits primitiveUnits in in2 result type values mode operator k1 k2 k3 k4 radius
    stdDeviation dx dy scale xChannelSelector yChannelSelector baseFrequency numOctaves seed
    stitchTiles order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha
    surfaceScale diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX
    pointsAtY pointsAtZ z azimuth elevation tableValues slope intercept amplitude exponent
    """
)
_FUNCTIONS = {
    *("rgb", "rgba", "hsl", "hsla", "matrix", "translate", "translatex", "translatey"),
    *("scale", "scalex", "scaley", "rotate", "skewx", "skewy"),
}

_OWN = re.compile(r"#[^\s\"'()<>\\]+")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|jpg);base64,[A-Za-z0-9+/=\s]+")
_OWN_URL = re.compile(r"""url\(\s*(["']?)#[^\s"'()<>\\]+\1\s*\)""", re.IGNORECASE)
_PLAIN = re.compile(r"[^\\<>@{};]*")
_CALLED = re.compile(r"[\w-]*\s*$")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_RULE = re.compile(r"@[^;{}]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"[\w\s.#,>*+~:()=\"'\[\]-]+")
_LENGTH = re.compile(r"\s*\+?(\d+(?:\.\d*)?|\.\d+)(?:e\+?(\d{1,2}))?\s*(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, None: 1}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A harmless SVG; ``width`` and ``height`` tell its shape, ``active`` that it was not so."""

    root: Element
    width: float
    height: float
    active: bool
    title: str | None
    description: str | None

    def text(self) -> bytes:
        """The file: its first tag ends at the first ``>``."""
        return tostring(self.root, encoding="unicode").encode()

    def sized(self, width: int, height: int) -> str:
        """The file as a renderer wants it: so many pixels wide and high."""
        root = Element(
            self.root.tag, self.root.attrib | {"width": f"{width}", "height": f"{height}"}
        )
        root.extend(self.root)
        return tostring(root, encoding="unicode")


def clean(data: bytes) -> Drawing:
    """What is harmless of an SVG. Refused, saying why, where nothing can be shown of it."""
    root = _parse(data)
    if root.tag != f"{{{SVG}}}svg":
        raise Refused("Filen är ingen SVG-bild. Exportera logotypen på nytt som SVG.")
    cleaner = _Cleaner()
    cleaned = cleaner.copy(root, 0)
    if cleaned is None or not cleaner.shows:
        raise Refused("SVG-filen visar ingenting. Exportera logotypen på nytt som SVG.")
    width, height = _size(cleaned)
    cleaned.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    return Drawing(
        cleaned,
        width,
        height,
        cleaner.active,
        _words(root, "title"),
        _words(root, "desc"),
    )


def _parse(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise Refused(
            "SVG-filen är större än {most} MB. Förenkla den och exportera på nytt.",
            most=MOST_BYTES // 1_000_000,
        )
    try:
        # A document type alone is what older programs write; it is not copied.
        root: Element = fromstring(data, forbid_dtd=False)
    except (DTDForbidden, EntitiesForbidden, DefusedXmlException) as error:
        raise Refused(
            "SVG-filen har egna entiteter eller hänvisar till andra filer. "
            "Exportera den på nytt som vanlig SVG."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(
            "Filen är en SVG-fil som är skadad och inte går att läsa. "
            "Hämta den på nytt från källan."
        ) from error
    return root


class _Cleaner:
    """Copies what may stay, and notes what it met."""

    def __init__(self) -> None:
        self.active = self.shows = False
        self._left = MOST_ELEMENTS

    def copy(self, element: Element, depth: int) -> Element | None:
        """The element with what may stay in it; None where it may not stay itself."""
        self._left -= 1
        if self._left < 0 or depth > MOST_DEPTH:
            raise Refused("SVG-filen har för många delar. Förenkla den och exportera på nytt.")
        name = _local(element.tag)
        self.active |= name in _ACTIVE
        if name == "text" and "".join(element.itertext()).strip():
            raise Refused(
                "SVG-filen har text som inte är omvandlad till kurvor. "
                "Omvandla texten till kurvor och exportera på nytt."
            )
        if name == "a":
            self.active, name = True, "g"
        if name not in _ELEMENTS:
            return None
        self.shows |= name in _SHAPES
        made = Element(f"{{{SVG}}}{name}", self._attributes(name, element))
        if name in {"title", "desc"}:
            made.text = "".join(element.itertext())
        elif name == "style":
            made.text = _style_sheet("".join(element.itertext()))
        else:
            copies = [self.copy(one, depth + 1) for one in element]
            made.extend([one for one in copies if one is not None])
        return made

    def _attributes(self, name: str, element: Element) -> dict[str, str]:
        kept = {}
        for attribute, value in element.attrib.items():
            if attribute in {"href", f"{{{XLINK}}}href"}:
                if _OWN.fullmatch(value) or (name == "image" and _PICTURE.fullmatch(value)):
                    kept[attribute] = value
                else:
                    self.active |= not value.startswith("data:")
            elif attribute == "style":
                kept[attribute] = _declarations(_COMMENT.sub("", value))
            elif attribute in _ATTRIBUTES and _is_harmless(value):
                kept[attribute] = value
            else:
                self.active |= attribute.lower().startswith("on")
        return kept


def _local(tag: object) -> str:
    """The element's name; empty for comments and what is not SVG."""
    return tag.removeprefix(f"{{{SVG}}}") if isinstance(tag, str) else ""


def _is_harmless(value: str) -> bool:
    """Whether a value calls nothing and points at nothing but the file's own parts."""
    rest = _OWN_URL.sub("", value)
    if not _PLAIN.fullmatch(rest):
        return False
    called = (_CALLED.search(before[-40:]) for before in rest.split("(")[:-1])
    return all(name and name[0].strip().lower() in {"", *_FUNCTIONS} for name in called)


def _declarations(text: str) -> str:
    kept = []
    for declaration in text.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name.lower() in _PROPERTIES and _is_harmless(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _style_sheet(text: str) -> str:
    plain = _AT_RULE.sub("", _COMMENT.sub("", text))
    return "".join(
        f"{selector.strip()}{{{_declarations(body)}}}"
        for selector, body in _RULE.findall(plain)
        if _SELECTOR.fullmatch(selector)
    )


def _size(root: Element) -> tuple[float, float]:
    """Width and height in pixels, as the file says or as its viewBox is shaped."""
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    box = root.get("viewBox", "").replace(",", " ").split()
    if not (width and height) and len(box) == 4:
        width, height = (_pixels(side) for side in box[2:])
    if not (width and height):
        raise Refused("SVG-filen säger inte hur stor bilden är. Exportera den på nytt.")
    return width, height


def _pixels(text: str) -> float:
    found = _LENGTH.fullmatch(text)
    if not found:
        return 0
    return float(found[1]) * 10.0 ** int(found[2] or 0) * _PIXELS[found[3]]


def _words(root: Element, name: str) -> str | None:
    found = root.find(f"{{{SVG}}}{name}")
    return " ".join("".join(found.itertext()).split())[:500] or None if found is not None else None
