"""A picture comes out as it looks and with nothing else; what is none, or too much, is refused kindly."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageOps, PngImagePlugin

from wooncirkel.apps.shared import pictures
from wooncirkel.apps.shared.pictures import PictureRefusedError, redrawn

SECRET = b"Kanarie-Korreweg-53.2194"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>' + SECRET + b"</rdf:RDF></x:xmpmeta>"
LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def drawing(width: int = 120, height: int = 60, mode: str = "RGB") -> Image.Image:
    """Draw red left of blue."""
    image = Image.new("RGB", (width, height), RIGHT)
    image.paste(LEFT, (0, 0, width // 2, height))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a telephone tells: where, when, with what, and how it was held."""
    told = Image.Exif()
    told[0x0112], told[0x010E], told[0x0132] = orientation, SECRET.decode(), "2026:11:20 04:00:00"
    told.get_ifd(0x8825).update(
        {1: "N", 2: (53.0, 13.0, 9.9), 3: "E", 4: (6.0, 33.0, 58.0), 29: SECRET.decode()}
    )
    return told


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    """Return the bytes of a picture."""
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def jpeg() -> bytes:
    return saved(drawing(), "JPEG", exif=exif(), comment=SECRET, xmp=XMP, icc_profile=SECRET, quality=95)


def progressive_jpeg() -> bytes:
    return saved(drawing(mode="CMYK"), "JPEG", exif=exif(), comment=SECRET, xmp=XMP, progressive=True)


def png() -> bytes:
    beside = PngImagePlugin.PngInfo()
    beside.add_text("Comment", SECRET.decode())
    beside.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(drawing(mode="RGBA"), "PNG", exif=exif(), pnginfo=beside, icc_profile=SECRET)


def webp() -> bytes:
    return saved(drawing(), "WEBP", exif=exif(), xmp=XMP, icc_profile=SECRET, lossless=True)


def gif() -> bytes:
    later = Image.new("P", (120, 60), 3)
    return saved(drawing(mode="P"), "GIF", comment=SECRET, save_all=True, append_images=[later], duration=100)


MAKERS = [jpeg, progressive_jpeg, png, webp, gif]


def chunks(data: bytes) -> set[bytes]:
    """Return the names of the chunks in a WebP, read by hand."""
    found, place = set(), 12
    while place + 8 <= len(data):
        name, size = struct.unpack("<4sI", data[place : place + 8])
        found.add(name)
        place += 8 + size + size % 2
    return found


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    """Return whether a colour looks like another."""
    return isinstance(colour, tuple) and all(abs(a - b) < 25 for a, b in zip(colour, wanted, strict=False))


def told(image: Image.Image) -> dict[object, object]:
    """Return what is told beside the pixels."""
    return {
        name: value
        for name, value in image.info.items()
        if name not in {"loop", "background", "timestamp", "duration", "default_image"}
    }


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
class TestClean:
    def test_the_planted_words_are_in_it_before(self, make: Callable[[], bytes]) -> None:
        """Or the next test could not fail."""
        assert SECRET in make()

    def test_nothing_but_pixels_comes_out(self, make: Callable[[], bytes]) -> None:
        data = redrawn(make())
        assert not any(word in data for word in (SECRET, b"xmpmeta", b"Exif", b"GPS", b"2026:11"))
        assert chunks(data) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
        image = Image.open(io.BytesIO(data))
        assert dict(image.getexif()) == {}
        assert told(image) == {}

    def test_it_looks_the_same(self, make: Callable[[], bytes]) -> None:
        image = Image.open(io.BytesIO(redrawn(make()))).convert("RGB")
        assert image.size == (120, 60)
        assert near(image.getpixel((20, 30)), LEFT)
        assert near(image.getpixel((100, 30)), RIGHT)
        assert getattr(image, "n_frames", 1) == 1

    def test_cut_off_anywhere_it_is_refused(self, make: Callable[[], bytes]) -> None:
        data = make()
        for part in (0.05, 0.3, 0.6):
            with pytest.raises(PictureRefusedError) as refused:
                redrawn(data[: int(len(data) * part)])
            assert str(refused.value) in {pictures.NOT_WHOLE, pictures.NOT_A_PICTURE}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright(form: str, orientation: int) -> None:
    """Stored as the camera was held; Pillow's own way of turning says how it should look."""
    image = drawing()
    image.paste((30, 200, 30), (0, 0, 60, 30))  # red, green and blue: every way of turning looks different
    data = saved(image, form, exif=exif(orientation))
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    got = Image.open(io.BytesIO(redrawn(data))).convert("RGB")
    assert got.size == wanted.size == ((60, 120) if orientation > 4 else (120, 60))
    width, height = got.size
    for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)):
        place = (int(x * width), int(y * height))
        assert near(got.getpixel(place), wanted.getpixel(place))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((4000, 2000), (1600, 800)),
        ((1000, 4000), (400, 1600)),
        ((1601, 1), (1600, 1)),
        ((300, 200), (300, 200)),
    ],
)
def test_it_is_made_smaller_but_never_larger(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    for form in ("JPEG", "PNG"):
        assert Image.open(io.BytesIO(redrawn(saved(drawing(*size), form)))).size == wanted


def test_the_longest_side_can_be_chosen() -> None:
    assert Image.open(io.BytesIO(redrawn(jpeg(), longest=40))).size == (40, 20)


def test_what_is_see_through_stays_so() -> None:
    image = drawing(mode="RGBA")
    image.putpixel((0, 0), (0, 0, 0, 0))
    image.paste((0, 0, 0, 0), (0, 0, 60, 60))
    for data in (saved(image, "PNG"), saved(image, "WEBP", lossless=True), saved(image.convert("LA"), "PNG")):
        out = Image.open(io.BytesIO(redrawn(data))).convert("RGBA")
        assert out.getpixel((10, 10))[3] == 0  # type: ignore[index]
        assert out.getpixel((110, 10))[3] == 255  # type: ignore[index]


def test_grey_of_16_bits_keeps_its_shades() -> None:
    image = Image.new("I;16", (50, 50), 0x8000)
    out = Image.open(io.BytesIO(redrawn(saved(image, "PNG")))).convert("L")
    assert abs(int(out.getpixel((25, 25))) - 128) < 6  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_damaged_note_about_the_camera_is_no_reason_to_refuse() -> None:
    data = saved(drawing(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12")
    assert Image.open(io.BytesIO(redrawn(data))).size == (120, 60)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of few bytes that says it has many pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(4473, 4472), (6000, 6000), (20_000, 20_000), (2**31 - 1, 2**31 - 1), (1, 30_000_000)]
)
def test_too_many_pixels_are_refused_before_they_are_drawn(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*_: object) -> None:
        raise AssertionError("The pixels were read.")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", drawn)
    with pytest.raises(PictureRefusedError) as refused:
        redrawn(bomb(*size))
    assert str(refused.value) == pictures.TOO_WIDE


def test_twenty_million_pixels_are_allowed() -> None:
    assert Image.open(io.BytesIO(redrawn(saved(Image.new("L", (5000, 4000)), "PNG")))).size == (1600, 1280)


def test_a_bomb_in_the_words_of_a_png_is_refused() -> None:
    data = saved(drawing(), "PNG")
    content = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    planted = (
        struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    )
    with pytest.raises(PictureRefusedError):
        redrawn(data[:33] + planted + data[33:])


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureRefusedError) as refused:
        redrawn(jpeg() + bytes(10_000_000))
    assert str(refused.value) == pictures.TOO_HEAVY


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURES = {
    "nothing": b"",
    "svg": SVG,
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "text": b"hallo",
    "zip": b"PK\x03\x04" + bytes(200),
    "pdf": b"%PDF-1.7\n",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "bmp": saved(drawing(), "BMP"),
    "tiff": saved(drawing(), "TIFF"),
    "jpeg with a page behind it": saved(drawing(), "JPEG") + b"<HTML><body onload=alert(1)>",
    "jpeg with a page in its comment": saved(drawing(), "JPEG", comment=b"*/<ScRiPt src=//x></script>"),
    "gif with a drawing in its comment": saved(drawing(mode="P"), "GIF", comment=SVG),
    "png with a page in its words": saved(
        drawing(), "PNG", pnginfo=(lambda i: (i.add_text("a", "<script>"), i)[1])(PngImagePlugin.PngInfo())
    ),
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_what_is_no_picture_is_refused(kind: str) -> None:
    with pytest.raises(PictureRefusedError) as refused:
        redrawn(NO_PICTURES[kind])
    assert str(refused.value) == pictures.NOT_A_PICTURE


def test_markup_deep_inside_does_not_come_out() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("pad", "x" * 6000)
    words.add_text("page", "<script>alert(1)</script>")
    words.add_text("pad", "x" * 6000)
    data = saved(drawing(900, 900), "PNG", pnginfo=words)
    assert b"<script>" in data
    assert b"<script>" not in redrawn(data)


def test_a_spoiled_byte_anywhere_never_raises_anything_else() -> None:
    for make in MAKERS:
        data = make()
        for place in range(0, len(data), max(1, len(data) // 60)):
            spoiled = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
            try:
                out = redrawn(spoiled)
            except PictureRefusedError:
                continue
            assert SECRET not in out


@pytest.mark.parametrize(
    "sentence", [pictures.NOT_A_PICTURE, pictures.TOO_HEAVY, pictures.TOO_WIDE, pictures.NOT_WHOLE]
)
def test_every_refusal_says_what_to_do_in_few_words(sentence: str) -> None:
    parts = [part for part in sentence.split(". ") if part]
    assert len(parts) == 2
    assert all(len(part.split()) <= 10 for part in parts)
