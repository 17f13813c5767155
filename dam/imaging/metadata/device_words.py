"""Device words: what cameras and programs write into fields meant for people.

One list for all fields: such a text says nothing about the picture, so it becomes no title, no
caption, no name and no credit. It is shown to staff as received. Add what is met, in small letters.
"""

from __future__ import annotations

import re

WORDS = {
    # cameras and telephones
    *("olympus digital camera", "sony dsc", "digital camera", "digital still camera", "dsc"),
    *("minolta digital camera", "konica minolta digital camera", "konica digital camera"),
    *("kodak digital still camera", "samsung digital camera", "vivitar digital camera"),
    *("exif_jpeg_picture", "exif jpeg", "jpeg", "jfif", "hdr", "sdr", "cof", "rhdr", "mde", "fuji"),
    *("dji", "gopro", "picture", "image", "photo", "camera", "dcim", "ascii", "user comments"),
    # what nobody has filled in
    *("default", "unknown", "<unknown>", "unknown author", "unknown artist", "none", "null", "nil"),
    *("n/a", "-", "--", "untitled", "no name", "noname", "title", "description", "caption"),
    *("author", "artist", "photographer", "owner", "user", "username", "your name", "my name"),
    *("admin", "administrator", "windows user", "microsoft", "okänd", "okänd fotograf", "namnlös"),
    *("fotograf", "ditt namn", "användare", "bild", "foto", "ny bild", "new image", "copyright"),
    # pictures of screens
    *("screenshot", "screen shot", "screen capture", "skärmbild", "skärmavbild", "skärmdump"),
    # programs
    *("picasa", "vsco", "snapseed", "canva", "figma", "inkscape", "paint.net", "gimp"),
    *("lead technologies inc. v1.01", "internal use", "powered by canva"),
}
_MAKERS = (
    "apple|iphone|ipad|canon|nikon|sony|olympus|om digital|panasonic|lumix|fujifilm|pentax|ricoh"
    "|leica|hasselblad|phase one|samsung|huawei|xiaomi|oneplus|google pixel|motorola|nokia|kodak"
    "|casio|dji|gopro|sigma|epson|minolta"
)
PATTERNS = (
    # a maker, with its model or form of company: "NIKON CORPORATION", "Canon EOS R5"
    re.compile(rf"(?:{_MAKERS})(?: (?:corporation|corp\.?|inc\.?|co\.,? ltd\.?|digital camera))?"),
    re.compile(rf"(?:{_MAKERS})(?: [a-z-]+){{0,2}} [a-z-]*\d[\w -]{{0,20}}"),
    # where a file lay: "DCIM\100MEDIA\DJI_0012.JPG", "C:\Users\…", "/home/…/x.tif", "file:///…"
    re.compile(r"(?:file:|[a-z]:[\\/]|\\\\|dcim[\\/]).*"),
    re.compile(r"[^\n]*[\\/][^\\/\n]+\.(?:jpe?g|tiff?|png|hei[cf]|webp|avif|dng|psd|raw|mp4|mov)"),
    # programs that sign: "Created with GIMP", "Adobe Photoshop 25.1 (Windows)"
    re.compile(r"(?:created|made|edited|processed|generated|designed) (?:with|using) .{1,60}"),
    re.compile(
        r"(?:adobe |apple |microsoft )?(?:photoshop|lightroom|illustrator|indesign|photos|gimp"
        r"|coreldraw|affinity photo|capture one|darktable|imagemagick|acdsee|xnview|irfanview"
        r"|powerpoint|office|word|paint)(?: [\w. ()-]{0,40}\d[\w. ()-]{0,40})?"
    ),
    re.compile(r"(?:screen ?shot|skärmavbild|skärmbild)[ _-]*\d.{0,40}"),
    # a claim without a name
    re.compile(r"(?:©|\(c\)|copyright)[\s,.:©]*(?:\d{4}[\s,.]*)?(?:all rights reserved)?"),
    re.compile(r"all rights reserved"),
)


def is_device_text(text: str) -> bool:
    """Whether a camera or a program wrote the text, or nobody did."""
    words = " ".join(text.split()).strip(" .\"'").lower()
    return words in WORDS or any(pattern.fullmatch(words) for pattern in PATTERNS)
