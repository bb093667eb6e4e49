"""Pictures that people bring: any mode and size is read, anything else is refused in a sentence."""

import base64
import io

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from genmodels import checkpoints
from ui.language.words import Complaint
from ui.serving import pictures


def file(image: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def seven(paper: str = "white", ink: str = "black", mode: str = "RGB", width: int = 18) -> Image.Image:
    image = Image.new(mode, (280, 280), paper)
    ImageDraw.Draw(image).line([(80, 60), (200, 60), (120, 230)], fill=ink, width=width)
    return image


SIXTEEN_BITS = Image.fromarray(np.asarray(seven().convert("L")).astype(np.uint16) * 257)
SAME = {
    "RGB": file(seven()),
    "grey": file(seven().convert("L")),
    "palette": file(seven().convert("P")),
    "one bit": file(seven().convert("1")),
    "16 bits": file(SIXTEEN_BITS),
    "CMYK": file(seven().convert("CMYK"), "JPEG"),
    "WebP": file(seven(), "WEBP"),
    "GIF": file(seven(), "GIF"),
    "AVIF": file(seven(), "AVIF"),
    "bright on dark": file(seven("black", "white")),
    "transparent, dark ink": file(seven("#00000000", "#000000ff", "RGBA")),
    "transparent, bright ink": file(seven("#ffffff00", "#ffffffff", "RGBA")),
    "large": file(seven().resize((2800, 2800))),
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME.keys())
def test_the_same_drawing_in_any_form_is_the_same_digit(data):
    digit = pictures.to_digit(pictures.from_bytes(data))
    assert digit.shape == (1, 1, 28, 28)
    assert (digit - pictures.to_digit(seven())).abs().mean() < 0.01


def test_a_digit_is_placed_as_mnist_places_it():
    digit = pictures.to_digit(seven("#eeeeee", "#222222")).numpy()[0, 0]
    rows, columns = np.flatnonzero(digit.any(1)), np.flatnonzero(digit.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    centre = [np.average(np.arange(28), weights=digit.sum(axis)) for axis in (1, 0)]
    assert np.abs(np.array(centre) - 13.5).max() <= 0.5
    assert digit.max() == 1 and digit.min() == 0


PAGE, WRITTEN = 300, 84  # pixels a side of a page, and of the 28x28 that is written on it


def page(digit: np.ndarray) -> np.ndarray:
    """A page on which that digit, (28, 28) uint8, stands above the middle: (300, 300), 1 is white."""
    large = np.asarray(Image.fromarray(digit).resize((WRITTEN, WRITTEN), Image.Resampling.BICUBIC)) / 255
    white = np.ones((PAGE, PAGE))
    white[45 : 45 + WRITTEN, 150 : 150 + WRITTEN] -= 0.7 * large
    return white


def speck(page: np.ndarray) -> np.ndarray:
    page = page.copy()
    page[9:13, 9:13] = 0.5
    return page


def shade(page: np.ndarray) -> np.ndarray:
    return page * np.linspace(1, 0.8, PAGE)


def grain(page: np.ndarray) -> np.ndarray:
    return page + np.random.default_rng(0).normal(0, 0.02, page.shape)


def ruled(page: np.ndarray) -> np.ndarray:
    """One line right across, through the digit's lower half."""
    page = page.copy()
    page[100:102] = np.minimum(page[100:102], 0.85)
    return page


def desk(page: np.ndarray) -> np.ndarray:
    page = page.copy()
    page[:, -20:] = page[:12] = 0.2
    return page


def blackboard(page: np.ndarray) -> np.ndarray:
    return 0.85 - 0.7 * page


LIGHTS = [[], [speck], [shade], [grain], [ruled], [speck, ruled, shade, grain], [blackboard, desk, shade, grain]]


@pytest.mark.parametrize("light", LIGHTS, ids=lambda light: "+".join(each.__name__ for each in light) or "clean")
def test_a_photograph_of_a_digit_is_read_whatever_else_is_on_the_page(mnist_test, light):
    seen = []
    for digit in mnist_test.images[:100, 0].numpy():
        photograph = page(digit)
        for change in light:
            photograph = change(photograph)
        seen.append(pictures.to_digit(Image.fromarray((photograph.clip(0, 1) * 255).round().astype(np.uint8))))
    with torch.no_grad():
        said = checkpoints.load("judge-mnist", "cpu").eval()(torch.cat(seen)).argmax(1)
    assert (said == mnist_test.labels[:100]).sum() >= 95


def test_a_pencils_digit_is_found_beside_a_darker_speck():
    photograph = Image.new("L", (300, 300), 240)
    draw = ImageDraw.Draw(photograph)
    draw.line([(120, 80), (200, 80), (150, 230)], fill=170, width=9)
    alone = pictures.to_digit(photograph)
    draw.rectangle((20, 250, 29, 259), fill=20)
    assert torch.allclose(pictures.to_digit(photograph), alone, atol=0.02)


def test_a_digit_of_two_strokes_keeps_both():
    photograph = Image.new("L", (300, 300), "white")
    draw = ImageDraw.Draw(photograph)
    draw.line([(100, 80), (100, 150), (180, 150), (180, 230), (100, 230)], fill=0, width=9)
    draw.line([(112, 76), (190, 76)], fill=0, width=9)
    assert pictures.to_digit(photograph)[0, 0, 4:6, 14:20].max() > 0.5


def test_clothes_keep_their_greys_and_fill_the_picture(fashion_test):
    """A stroke's way of reading would leave them their rim."""
    cloth = fashion_test.images[:100]
    seen = torch.cat([pictures.to_article(Image.fromarray(255 - each[0].numpy()).resize((280, 280))) for each in cloth])
    with torch.no_grad():
        said = checkpoints.load("judge-fashion", "cpu").eval()(seen).argmax(1)
    assert (said == fashion_test.labels[:100]).sum() >= 85


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (280, 280)])
@pytest.mark.parametrize("colour", ["white", "black", "#808080"])
def test_an_empty_picture_is_refused(size, colour):
    with pytest.raises(Complaint, match="Nothing can be made out"):
        pictures.to_digit(pictures.from_bytes(file(Image.new("RGB", size, colour))))


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Complaint, match="scale it down"):
        pictures.from_bytes(file(Image.new("1", (20000, 20000))))
    with pytest.raises(Complaint, match="5000 x 5000"):
        pictures.from_bytes(file(Image.new("1", (5000, 5000))))
    with pytest.raises(Complaint, match="larger than 8 MB"):
        pictures.from_data_url("data:image/png;base64," + "A" * 20_000_000)


def test_a_phones_photograph_is_read_at_a_fraction():
    image = pictures.from_bytes(file(seven().convert("L").resize((8064, 6048)), "JPEG"))
    assert max(image.size) == 1024
    with pytest.raises(Complaint, match="8200 x 8200"):
        pictures.from_bytes(file(Image.new("L", (8200, 8200)), "JPEG"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [("TIFF", file(seven(), "TIFF")), ("HEIC", b"\0\0\0\x18ftypheic" + bytes(99)), ("SVG", b"<?xml ?><svg></svg>")],
)
def test_a_kind_that_is_not_read_is_told_which_are(kind, data):
    with pytest.raises(Complaint, match=f"A {kind} file .* PNG, JPEG, WebP, GIF, BMP and AVIF can"):
        pictures.from_bytes(data)


@pytest.mark.parametrize("url", [None, 7, "", "seven.png", "file:///etc/passwd", "http://127.0.0.1/a.png"])
def test_only_a_data_url_is_opened(url):
    with pytest.raises(Complaint, match="data URL"):
        pictures.from_data_url(url)


@pytest.mark.parametrize("data", [b"", b"a text with the name of a picture", SAME["RGB"][:200], b"<svg></svg>"])
def test_what_is_no_picture_is_refused(data):
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    with pytest.raises(Complaint, match="cannot be read as a picture"):
        pictures.from_data_url(url)


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(["RGB", "16 bits", "CMYK", "WebP", "GIF"]),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=8),
    end=st.integers(0, 20000),
)
def test_a_damaged_file_is_read_or_refused_but_never_breaks(name, changes, end):
    data = bytearray(SAME[name])
    for place, value in changes:
        data[place % len(data)] = value
    try:
        digit = pictures.to_digit(pictures.from_bytes(bytes(data[:end])))
    except Complaint as refusal:
        assert str(refusal)
    else:
        assert digit.shape == (1, 1, 28, 28) and 0 <= digit.min() <= digit.max() <= 1
