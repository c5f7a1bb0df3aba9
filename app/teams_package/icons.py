"""The two icons of the package, drawn from the pulse that is Pulssi's mark.

Teams crops the coloured one to a square with round corners or a hexagon, so it is a full square with its
symbol in the inner half; the outline has no padding and no colour but white (Microsoft: "Teams app package").
"""

from io import BytesIO

from PIL import Image, ImageDraw

BLUE = "#1B5E9E"
COLOUR_SIZE, OUTLINE_SIZE = 192, 32
"""Pixels of each side."""
_PULSE = ((5.0, 17.0), (10.5, 17.0), (13.5, 9.0), (18.5, 24.0), (21.7, 14.5), (23.0, 17.0), (27.0, 17.0))
"""The stroke's corners in the 32 units of the mark (``sandbox/page/static/icon.svg``)."""
_MIDDLE = (16.0, 17.0)
_FINER = 16
"""Drawn so many times larger, and made smaller to smooth its edges."""


def colour() -> bytes:
    """The icon on Pulssi's blue: a PNG of 192 by 192 pixels without transparency."""
    mask = _stroke(COLOUR_SIZE, scale=3.9, width=10.0)
    picture = Image.new("RGB", mask.size, BLUE)
    picture.paste("#FFFFFF", mask=mask)
    return _png(picture)


def outline() -> bytes:
    """The white icon: a PNG of 32 by 32 pixels, transparent around the stroke."""
    mask = _stroke(OUTLINE_SIZE, scale=1.3, width=2.4)
    picture = Image.new("RGBA", mask.size, "#FFFFFF00")
    picture.putalpha(mask)
    return _png(picture)


def _stroke(size: int, *, scale: float, width: float) -> Image.Image:
    """How much of each pixel the stroke covers, with round ends and corners."""
    large = Image.new("L", (size * _FINER, size * _FINER))
    draw = ImageDraw.Draw(large)
    points = [
        (_FINER * (size / 2 + scale * (x - _MIDDLE[0])), _FINER * (size / 2 + scale * (y - _MIDDLE[1])))
        for x, y in _PULSE
    ]
    thick = width * _FINER
    draw.line(points, fill=255, width=round(thick))
    for x, y in points:
        draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    return large.resize((size, size), Image.Resampling.BOX)


def _png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
