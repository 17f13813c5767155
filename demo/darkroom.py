"""From a scene's layers to a photograph's pixels: light, lens, grain and the demonstration mark.

`demo.paint` calls `develop`. Sharp layers are drawn at 42 % of the picture's width and soft
ones far smaller, so 24 megapixels take two to three seconds and 200 MB.
"""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from demo.drawing import Layer, Scene, seeded

MARK = "DEMONSTRATIONSBILD"
_REDUCTION = 2.4  # how much smaller than the picture a sharp layer is drawn
_SHARPEST = 1.6  # pixels of blur left to do where a soft layer is drawn
_TILE = 1024
_EMPTY = {"over": "#0000", "screen": "#000", "multiply": "#fff", "soft_light": "#808080"}
_BLEND = {
    "screen": ImageChops.screen,
    "multiply": ImageChops.multiply,
    "soft_light": ImageChops.soft_light,
}


def develop(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The scene as an RGB picture of this size, RGBA if it has no ground."""
    drawn = (round(size[0] / _REDUCTION), round(size[1] / _REDUCTION))
    picture = Image.new("RGBA", drawn, scene.ground or "#0000")
    for layer in scene.layers:
        picture = _lay(picture, layer, scene)
    if scene.ground:
        picture = _darken_corners(picture.convert("RGB"), scene.vignette)
    picture = picture.resize(size, Image.Resampling.BICUBIC)
    if scene.grain:
        _add_grain(picture, scene.grain)
    _mark(picture)
    return picture


def _lay(picture: Image.Image, layer: Layer, scene: Scene) -> Image.Image:
    drawn = _render(layer, scene, picture.size)
    if layer.mode == "over":
        return Image.alpha_composite(picture, drawn)
    return _BLEND[layer.mode](picture, drawn)


def _render(layer: Layer, scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The layer as RGBA of this size; a soft one is drawn and blurred small, then enlarged."""
    import resvg_py  # noqa: PLC0415 - only who paints needs the renderer

    scale = size[0] / scene.width
    if layer.soft and layer.soft * scale > _SHARPEST:
        scale = _SHARPEST / layer.soft
        width, height = round(scene.width * scale), round(scene.height * scale)
    else:
        width, height = size
    png = resvg_py.svg_to_bytes(
        svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {scene.width} {scene.height}" preserveAspectRatio="none">{layer.body}</svg>',
        skip_system_fonts=True,
    )
    drawn = Image.open(io.BytesIO(png)).convert("RGBA")
    if layer.mode != "over":
        drawn = Image.alpha_composite(Image.new("RGBA", drawn.size, _EMPTY[layer.mode]), drawn)
    if layer.soft:
        # Blurred with colours multiplied by alpha: otherwise edges would darken.
        blur = ImageFilter.GaussianBlur(layer.soft * scale)
        drawn = drawn.convert("RGBa").filter(blur).convert("RGBA")
        drawn = drawn.resize(size, Image.Resampling.BICUBIC)
    return drawn


def _darken_corners(picture: Image.Image, amount: float) -> Image.Image:
    # The gradient is 0 in the middle and 255 at the edge's circle; its square root would be
    # harder, so the table falls with the fourth power as a lens does.
    fall = Image.radial_gradient("L").point(
        [round(255 * (1 - amount * (i / 255) ** 3)) for i in range(256)]
    )
    shade = fall.resize(picture.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(picture, Image.merge("RGB", (shade, shade, shade)))


def _noise(seed: int, deviation: float) -> Image.Image:
    """A tile of soft noise around 128."""
    chance = seeded(seed)
    size = (_TILE, _TILE)
    rolls = [Image.frombytes("L", size, chance.randbytes(_TILE * _TILE)) for _ in range(2)]
    summed = Image.blend(rolls[0], rolls[1], 0.5)
    # Two even rolls of 0–255, halved and summed, deviate by 52.
    return summed.point([round(128 + (i - 127.5) * deviation / 52) for i in range(256)])


def _add_grain(picture: Image.Image, deviation: float) -> None:
    light = _noise(1, deviation)
    tint = [_noise(seed, deviation * 0.45) for seed in (2, 3, 4)]
    grain = Image.merge("RGB", [ImageChops.add(light, t, 1, -128) for t in tint])
    for top in range(0, picture.height, _TILE):
        for left in range(0, picture.width, _TILE):
            box = (left, top, min(left + _TILE, picture.width), min(top + _TILE, picture.height))
            patch = grain.crop((0, 0, box[2] - left, box[3] - top))
            picture.paste(ImageChops.add(picture.crop(box), patch, 1, -128), box)


def _mark(picture: Image.Image) -> None:
    """The band in the lower left corner that says what the picture is."""
    height = round(min(picture.size) * 0.02)
    font = ImageFont.load_default(height)
    step = height * 0.16
    width = sum(font.getlength(letter) + step for letter in MARK) - step
    band = Image.new("RGBA", (round(width + 2.4 * height), round(height * 2.2)), (16, 20, 22, 190))
    draw = ImageDraw.Draw(band)
    x = height * 1.2
    for letter in MARK:
        draw.text((x, band.height / 2), letter, "#f6f4ee", font=font, anchor="lm")
        x += font.getlength(letter) + step
    corner = (0, picture.height - band.height)
    if picture.mode == "RGBA":
        picture.alpha_composite(band, corner)
    else:
        picture.paste(band, corner, band)
