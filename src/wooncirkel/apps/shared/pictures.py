"""Pictures that people upload, drawn anew: the pixels stay, everything that was told beside them goes."""

import io
import warnings

from PIL import Image

MOST_BYTES = 10_000_000
MOST_PIXELS = 20_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 82

NOT_A_PICTURE = "Dit is geen foto die we kennen. Kies een JPG of PNG."
TOO_HEAVY = "Deze foto is te groot. Kies een foto van hoogstens 10 MB."
TOO_WIDE = "Deze foto heeft te veel beeldpunten. Maak hem eerst kleiner, of kies een andere."
NOT_WHOLE = "Deze foto is niet heel aangekomen. Probeer het nog een keer, of kies een andere."

MARKUP = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?php", b"<iframe", b"javascript:")
EDGE = 4096
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class PictureRefusedError(ValueError):
    """Why a picture is not taken, in a sentence for the person who sent it."""


def redrawn(data: bytes, *, longest: int = 1600) -> bytes:
    """Return a picture as a new WebP of at most `longest` pixels on a side: upright, without anything hidden.

    JPEG, PNG, WebP or the first frame of a GIF; PictureRefusedError for everything else.
    """
    if len(data) > MOST_BYTES:
        raise PictureRefusedError(TOO_HEAVY)
    if looks_like_markup(data):
        raise PictureRefusedError(NOT_A_PICTURE)
    with _opened(data) as image:
        pixels = _pixels(image, longest)
    return _clean(pixels)


def looks_like_markup(data: bytes) -> bool:
    """Return whether a browser could take this for a page; what stands deeper inside goes in redrawing."""
    edges = (data[:EDGE] + data[-EDGE:]).lower()
    return any(sign in edges for sign in MARKUP)


def _opened(data: bytes) -> Image.Image:
    """Read the head only, so that a picture that would fill the memory is never decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefusedError(TOO_WIDE) from None
    except Exception:  # readers of strange bytes fail in every way there is
        raise PictureRefusedError(NOT_A_PICTURE) from None
    if image.width * image.height > MOST_PIXELS:
        raise PictureRefusedError(TOO_WIDE)
    return image


def _pixels(image: Image.Image, longest: int) -> Image.Image:
    try:
        image.draft("RGB", (longest, longest))
        image.load()
        plain = _plain(image)
        plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    except Exception:
        raise PictureRefusedError(NOT_WHOLE) from None
    turn = TURNS.get(_orientation(image))
    return plain.transpose(turn) if turn is not None else plain


def _plain(image: Image.Image) -> Image.Image:
    """Return the colours in 8 bits, with transparency if there is any."""
    if image.mode.startswith("I"):  # 16 bits of grey would come out white
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # a damaged note about the camera is no reason to refuse the picture
        return 1


def _clean(pixels: Image.Image) -> bytes:
    """Save the pixels in a picture that has never had anything else."""
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    fresh.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
