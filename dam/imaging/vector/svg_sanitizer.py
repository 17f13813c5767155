"""SVG as it may leave: read without entities, then built anew of what is known to be harmless.

Called in the sandbox by `render`. What stands on no list of `svg_allowed` is left out: scripts,
events, animation, foreign content, links, and every reference but to the file's own parts and to
PNG and JPEG pictures within it. Letters of a logotype are outlines, or it would look otherwise on a
machine with other fonts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from dam.errors import Refused
from dam.imaging.vector import svg_style
from dam.imaging.vector.svg_allowed import (
    ACTIVE,
    ATTRIBUTES,
    ELEMENTS,
    FUNCTIONS,
    PROPERTIES,
    SHAPES,
)
from dam.imaging.vector.svg_bounds import check_numbers, check_thickening, check_work
from dam.imaging.vector.svg_rasters import is_raster, strip_raster_metadata
from dam.imaging.vector.svg_style import Variables

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MOST_BYTES, MOST_ELEMENTS, MOST_DEPTH = 5_000_000, 50_000, 100

register_namespace("", SVG)
register_namespace("xlink", XLINK)


_PAINTS = {"fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"}
# What a colour may be written with that the renderer does not know: it would be drawn black.
_UNDRAWN = re.compile(
    r"\b(?:color|color-mix|light-dark|oklch|oklab|lch|lab|hwb|device-cmyk|env|calc)\(",
    re.IGNORECASE,
)

# None of these looks back: repeats are possessive, or stand at the end.
_OWN = re.compile(r"#[^\s\"'()<>\\]++")
_OWN_URL = re.compile(r"""url\(\s*+(["']?)#[^\s"'()<>\\]++\1\s*+\)""", re.IGNORECASE)
_PLAIN = re.compile(r"[^\\<>@{};]*+")
_CALLED = re.compile(r"[\w-]*\s*$")
_SELECTOR = re.compile(r"[\w\s.#,>*+~:()=\"'\[\]-]++")
_LENGTH = re.compile(r"\+?(\d++(?:\.\d*+)?|\.\d++)(?:e\+?(\d{1,2}))?\s*+(px|pt|pc|mm|cm|in)?")
_PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, None: 1}


@dataclass(frozen=True, slots=True)
class CleanDrawing:
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


def clean_svg(data: bytes) -> CleanDrawing:
    """What is harmless of an SVG. Refused, saying why, where nothing can be shown of it."""
    root = _parse_svg(data)
    if root.tag != f"{{{SVG}}}svg":
        raise Refused("Filen är ingen SVG-bild. Exportera logotypen på nytt som SVG.")
    sheets = ["".join(element.itertext()) for element in root.iter(f"{{{SVG}}}style")]
    cleaner = _SvgCleaner(svg_style.collect_sheet_variables(iter(sheets)))
    cleaned = cleaner.copy(root, 0)
    if cleaned is None or not cleaner.shows:
        raise Refused("SVG-filen visar ingenting. Exportera logotypen på nytt som SVG.")
    width, height = _read_svg_size(cleaned)
    cleaned.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    check_thickening(cleaned, max(width, height))
    check_work(cleaned, [rule for sheet in sheets for rule in svg_style.parse_rules(sheet)])
    return CleanDrawing(
        cleaned,
        width,
        height,
        cleaner.active,
        _read_element_text(root, "title"),
        _read_element_text(root, "desc"),
    )


def _parse_svg(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise Refused(
            "SVG-filen är större än {most} MB. Förenkla den och exportera på nytt.",
            most=MOST_BYTES // 1_000_000,
        )
    try:
        # A document type alone is what older programs write; it is not copied.
        parser = DefusedXMLParser(forbid_dtd=False, forbid_entities=False)
        parser.parser.EntityDeclHandler = _Entities(data).declare
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise Refused(
            "SVG-filen har egna entiteter som inte går att lösa upp eller hänvisar till andra "
            "filer. "
            "Exportera den på nytt som vanlig SVG."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(
            "Filen är en SVG-fil som är skadad och inte går att läsa. "
            "Hämta den på nytt från källan."
        ) from error
    return root


class _Entities:
    """What a document type calls entities: words for namespaces and styles, as Illustrator writes.

    One that holds marks or other entities, or stands elsewhere, is refused; so are so many long
    ones that the file would grow beyond what it may be.
    """

    def __init__(self, data: bytes) -> None:
        self._uses = data.count(b"&")

    def declare(
        self, name: str, parameter: int, value: str | None, base: object, *elsewhere: str | None
    ) -> None:
        if (
            parameter
            or value is None
            or any(sign in value for sign in "<&%")
            or len(value) * self._uses > MOST_BYTES
        ):
            raise EntitiesForbidden(name, value, base, *elsewhere)


class _SvgCleaner:
    """Copies what may stay, and notes what it met."""

    def __init__(self, variables: Variables) -> None:
        self.active = self.shows = False
        self._left = MOST_ELEMENTS
        self._sheet = variables

    def copy(
        self, element: Element, depth: int, variables: Variables | None = None
    ) -> Element | None:
        """The element with what may stay in it; None where it may not stay itself."""
        scope = svg_style.add_own_variables(
            svg_style.strip_comments(element.get("style", "")),
            self._sheet if variables is None else variables,
        )
        self._left -= 1
        if self._left < 0 or depth > MOST_DEPTH:
            raise Refused("SVG-filen har för många delar. Förenkla den och exportera på nytt.")
        name = _get_local_name(element.tag)
        self.active |= name in ACTIVE
        if name == "text" and "".join(element.itertext()).strip():
            raise Refused(
                "SVG-filen har text som inte är omvandlad till kurvor. "
                "Omvandla texten till kurvor och exportera på nytt."
            )
        if name == "a":
            self.active, name = True, "g"
        if name not in ELEMENTS:
            return None
        self.shows |= name in SHAPES
        copied = Element(f"{{{SVG}}}{name}", self._attributes(name, element, scope))
        check_numbers(name, copied.attrib)
        if name in {"title", "desc"}:
            copied.text = "".join(element.itertext())
        elif name == "style":
            copied.text = _clean_style_sheet("".join(element.itertext()), scope)
        else:
            copies = [self.copy(child, depth + 1, scope) for child in element]
            copied.extend([child for child in copies if child is not None])
        return copied

    def _attributes(self, name: str, element: Element, scope: Variables) -> dict[str, str]:
        attributes = {}
        for attribute, value in element.attrib.items():
            if attribute in {"href", f"{{{XLINK}}}href"}:
                if _OWN.fullmatch(value):
                    attributes[attribute] = value
                elif name == "image" and is_raster(value):
                    attributes[attribute] = strip_raster_metadata(value)
                else:
                    self.active |= not value.startswith("data:")
            elif attribute == "style":
                attributes[attribute] = _clean_declarations(svg_style.strip_comments(value), scope)
            elif attribute in ATTRIBUTES:
                harmless = _clean_value(attribute, value, scope)
                if harmless is not None:
                    attributes[attribute] = harmless
            else:
                self.active |= attribute.lower().startswith("on")
        return attributes


def _get_local_name(tag: object) -> str:
    """The element's name; empty for comments and what is not SVG."""
    return tag.removeprefix(f"{{{SVG}}}") if isinstance(tag, str) else ""


def _is_value_harmless(value: str) -> bool:
    """Whether a value calls nothing and points at nothing but the file's own parts."""
    rest = _OWN_URL.sub("", value)
    if not _PLAIN.fullmatch(rest):
        return False
    called = (_CALLED.search(before[-40:]) for before in rest.split("(")[:-1])
    return all(name and name[0].strip().lower() in {"", *FUNCTIONS} for name in called)


def _clean_value(name: str, value: str, scope: Variables) -> str | None:
    """The value with its variables' values in it; None where it does harm.

    Refused where it is a colour that would be drawn as another.
    """
    value = svg_style.substitute_variables(value, scope)
    if name in _PAINTS:
        value = value.partition("icc-color(")[0].strip() or value
        if _UNDRAWN.search(value):
            raise Refused(
                "SVG-filen har en färg som inte går att rita ({value}). "
                "Exportera den på nytt med färger som #b0124a.",
                value=value[:60],
            )
    return value if _is_value_harmless(value) else None


def _clean_declarations(text: str, scope: Variables) -> str:
    cleaned = []
    for name, value in svg_style.parse_declarations(text):
        harmless = _clean_value(name, value, scope) if name in PROPERTIES else None
        if harmless is not None:
            cleaned.append(f"{name}:{harmless}")
    return ";".join(cleaned)


def _clean_style_sheet(text: str, scope: Variables) -> str:
    return "".join(
        f"{selector}{{{_clean_declarations(body, scope)}}}"
        for selector, body in svg_style.parse_rules(text)
        if _SELECTOR.fullmatch(selector)
    )


def _read_svg_size(root: Element) -> tuple[float, float]:
    """Width and height in pixels, as the file says or as its viewBox is shaped."""
    width, height = (_convert_to_pixels(root.get(name, "")) for name in ("width", "height"))
    box = root.get("viewBox", "").replace(",", " ").split()
    if not (width and height) and len(box) == 4:
        width, height = (_convert_to_pixels(side) for side in box[2:])
    if not (width and height):
        raise Refused("SVG-filen säger inte hur stor bilden är. Exportera den på nytt.")
    return width, height


def _convert_to_pixels(text: str) -> float:
    match = _LENGTH.fullmatch(text.strip())
    if not match:
        return 0
    return float(match[1]) * 10.0 ** int(match[2] or 0) * _PIXELS[match[3]]


def _read_element_text(root: Element, name: str) -> str | None:
    element = root.find(f"{{{SVG}}}{name}")
    return (
        " ".join("".join(element.itertext()).split())[:500] or None if element is not None else None
    )
