"""The form of focal point and crops ↔ a framing: numbers are percent of the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dam.i18n.form_reader import FormReader
from dam.imaging.crop import RATIOS, Box, CropFrame, CropSettings, FocalPoint
from dam.imaging.geometry import Size
from dam.text.read import number_in, read_decimal
from dam.web.staff.conflicts import FieldDifference, list_field_differences
from dam.web.staff.image_form.merge import THEIRS

Form = Mapping[str, str | list[str]]

CELLS = {
    "0-0": "Uppe till vänster",
    "1-0": "Uppe i mitten",
    "2-0": "Uppe till höger",
    "0-1": "Till vänster",
    "1-1": "Mitten",
    "2-1": "Till höger",
    "0-2": "Nere till vänster",
    "1-2": "Nere i mitten",
    "2-2": "Nere till höger",
}
"""Column and row of each ninth of the picture; its middle is the point."""

CLICKED = 280
"""The long edge, in CSS pixels, of the picture that is clicked where no script runs."""

LEAST_WIDTH = 0.05
FRAME = ("left", "top", "width")


def fill_crop_form(framing: CropSettings, size: Size) -> Form:
    """Return the form's values; a crop that nobody has drawn says where it lies now."""
    form: dict[str, str | list[str]] = {
        "cell": "",
        "focal_x": format_percent(framing.focal.x),
        "focal_y": format_percent(framing.focal.y),
        "drawn": list(framing.drawn),
    }
    for name, box in framing.boxes(size).items():
        frame = framing.drawn.get(name) or _frame_around_box(box, size)
        for part in FRAME:
            form[f"{part}-{name}"] = format_percent(getattr(frame, part))
    return form


def echo_crop_form(sent: MultiDict[str, str]) -> Form:
    """Return the form's values as they were sent, to show them again."""
    names = ["cell", "focal_x", "focal_y", *(f"{part}-{name}" for name in RATIOS for part in FRAME)]
    return {name: sent.get(name, "") for name in names} | {"drawn": sent.getlist("drawn")}


def read_crop_form(sent: MultiDict[str, str], size: Size) -> CropSettings:
    """Return the framing that was sent, by click, ninth or numbers; BadInput by field."""
    fields = FormReader(sent)

    def share(name: str, least: float = 0.0) -> float:
        sentence = gettext("Skriv ett tal från %(least)s till 100.", least=format_percent(least))
        number = fields.value(name, partial(_parse_percent, least=least), sentence)
        return least if number is None else number

    focal = _read_clicked_point(sent, size) or _center_of_cell(sent.get("cell", ""))
    if focal is None:
        focal = FocalPoint(share("focal_x"), share("focal_y"))
    drawn = {
        name: CropFrame(
            share(f"left-{name}"), share(f"top-{name}"), share(f"width-{name}", LEAST_WIDTH)
        )
        for name in RATIOS
        if name in sent.getlist("drawn")
    }
    fields.finish()
    return CropSettings(focal, drawn)


def describe_framing(framing: CropSettings) -> dict[str, str]:
    """Return what a framing says of the focal point and each crop, in words."""
    frames = {name: _frame_words(framing.drawn.get(name)) for name in RATIOS}
    return {"focal": _point_words(framing.focal), **frames}


def list_crop_differences(
    mine: CropSettings, theirs: CropSettings, *, began: str
) -> list[FieldDifference]:
    """Return what two framings say differently; ``began`` marks what the form was opened over."""
    labels = {"focal": gettext("Fokuspunkt"), **{name: format_ratio(name) for name in RATIOS}}
    return list_field_differences(
        labels, describe_framing(mine), describe_framing(theirs), began=began
    )


def merge_crops(
    mine: CropSettings, theirs: CropSettings, chosen: Mapping[str, str]
) -> CropSettings:
    """Return mine, with theirs where that was chosen."""
    framing_of = {name: theirs if keep == THEIRS else mine for name, keep in chosen.items()}
    drawn = {
        name: framing_of.get(name, mine).drawn.get(name) for name in {*mine.drawn, *theirs.drawn}
    }
    return replace(
        mine,
        focal=framing_of.get("focal", mine).focal,
        drawn={name: frame for name, frame in drawn.items() if frame is not None},
    )


def format_ratio(name: str) -> str:
    """16x9 → 16:9."""
    return name.replace("x", ":")


def format_percent(share: float) -> str:
    """Return 0.167 as "16,7" and 0.5 as "50"."""
    return f"{share * 100:.1f}".removesuffix(".0").replace(".", ",")


def _parse_percent(text: str, least: float) -> float | None:
    """Read "16,7" or "16.7" percent, to a thousandth of the whole."""
    number = read_decimal(text.strip().removesuffix("%"))
    share = None if number is None else round(number / 100, 3)
    return share if share is not None and least <= share <= 1 else None


def _read_clicked_point(sent: MultiDict[str, str], size: Size) -> FocalPoint | None:
    """Return where the picture was clicked; a key press says 0,0 and is no click."""
    x, y = (number_in(sent, f"point.{axis}", 0) for axis in "xy")
    if (x, y) == (0, 0):
        return None
    scale = CLICKED / max(size)
    across, down = (
        min(1.0, max(0.0, at / (edge * scale))) for at, edge in zip((x, y), size, strict=True)
    )
    return FocalPoint(round(across, 3), round(down, 3))


def _center_of_cell(cell: str) -> FocalPoint | None:
    if cell not in CELLS:
        return None
    column, row = map(int, cell.split("-"))
    return FocalPoint(round((2 * column + 1) / 6, 3), round((2 * row + 1) / 6, 3))


def _frame_around_box(box: Box, size: Size) -> CropFrame:
    left, top, right, _ = box
    return CropFrame(left / size[0], top / size[1], (right - left) / size[0])


def _point_words(point: FocalPoint) -> str:
    words = gettext(
        "%(left)s %% från vänster, %(top)s %% uppifrån",
        left=format_percent(point.x),
        top=format_percent(point.y),
    )
    return str(words)


def _frame_words(frame: CropFrame | None) -> str:
    if frame is None:
        return str(gettext("Efter fokuspunkten"))
    corner = _point_words(FocalPoint(frame.left, frame.top))
    return str(
        gettext("%(where)s, %(width)s %% bred", where=corner, width=format_percent(frame.width))
    )
