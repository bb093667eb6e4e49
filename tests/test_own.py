"""One's own pictures: what is a picture becomes a data set, what is none is named, what means harm costs nothing."""

import io
import random
import tracemalloc
import zipfile
import zlib
from functools import cache

import numpy as np
import pytest
import torch
from PIL import Image, ImageFile

from ui.live.uploads import own
from ui.live.uploads.own import Bounds, Refused, read_own

PICTURES = 60


@cache
def picture(number: int = 0, size: tuple[int, int] = (40, 30), kind: str = "PNG", mode: str = "RGB") -> bytes:
    image = Image.new("RGB", size, (number * 37 % 256, number * 91 % 256, number * 13 % 256))
    encoded = io.BytesIO()
    image.convert(mode).save(encoded, kind)
    return encoded.getvalue()


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def many(count: int = PICTURES) -> dict[str, bytes]:
    return {f"{number:05}.png": picture(number) for number in range(count)}


def upload(content: bytes, **options) -> own.Own:
    return read_own([("my.zip", content)], **{"size": 28} | options)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF"])
@pytest.mark.parametrize("size", [28, 64])
def test_every_kind_of_picture_is_read_from_files_and_from_a_zip(kind, size):
    files = {f"{number}.{kind}": picture(number, kind=kind) for number in range(own.LEAST)}
    loose, zipped = read_own(list(files.items()), size=size), upload(packed(files), size=size)
    assert loose.data.images.shape == (own.LEAST, 3, size, size) and loose.data.images.dtype == torch.uint8
    assert torch.equal(loose.data.images, zipped.data.images) and not zipped.left_out


def test_the_middle_is_kept_and_small_patterns_turn_grey_instead_of_glittering():
    stripes = np.zeros((280, 560, 3), dtype=np.uint8)
    stripes[:, 140:420] = np.arange(280)[None, :, None] % 2 * 255  # the middle square, in stripes of one pixel
    encoded = io.BytesIO()
    Image.fromarray(stripes).save(encoded, "PNG")
    images = read_own([("stripes.png", encoded.getvalue())] * own.LEAST, size=28).data.images
    assert images.shape[1] == 1, "one channel says all about grey pictures"
    assert (images[:, :, :, 2:-2].float() - 127.5).abs().max() < 8


def test_of_a_moving_picture_the_first_frame_is_taken():
    encoded = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(
        encoded, "GIF", save_all=True, append_images=[Image.new("RGB", (9, 9), "blue")]
    )
    images = read_own([("film.gif", encoded.getvalue())] * own.LEAST, size=28).data.images
    assert (images[0].float().mean((1, 2)) - torch.tensor([255.0, 0, 0])).abs().max() < 4


def test_grey_is_had_for_the_asking():
    assert upload(packed(many()), grey=True).data.images.shape == (PICTURES, 1, 28, 28)


def test_what_is_no_picture_is_named_by_its_own_name_and_left_out():
    files = many() | {
        "notes/a.txt": b"BY hand",
        "deep/../../../etc/passwd": b"root:x:0:0",
        "/absolute.png": b"\x89PNG\r\n\x1a\n and no more",
        "C:\\windows\\evil.exe": b"MZ",
        "line\nbreak\x1b[31m.txt": b"",
        "cut.png": picture()[:60],
        "inner.zip": packed(many(3)),
        "__MACOSX/._0.png": b"x",
        ".DS_Store": b"x",
    }
    found = upload(packed(files))
    assert len(found.data) == PICTURES
    assert {(left.name, left.why) for left in found.left_out} == {
        ("a.txt", "no_picture"),
        ("passwd", "no_picture"),
        ("absolute.png", "broken"),
        ("evil.exe", "no_picture"),
        ("linebreak[31m.txt", "no_picture"),
        ("cut.png", "broken"),
        ("inner.zip", "no_picture"),
    }


def test_a_kind_that_is_not_read_is_not_called_damaged():
    others = {
        "a.tif": picture(kind="TIFF"),
        "b.heic": b"\0\0\0\x18ftypheic" + bytes(99),
        "c.svg": b"<?xml ?><svg></svg>",
    }
    for found in (upload(packed(many() | others)), read_own(list((many() | others).items()), size=28)):
        assert {(left.name, left.why) for left in found.left_out} == {(name, "kind") for name in others}


def drawn(ink: int) -> bytes:
    """A transparent PNG with a square of that grey."""
    image, encoded = Image.new("RGBA", (40, 40), (0, 0, 0, 0)), io.BytesIO()
    image.paste((ink, ink, ink, 255), (10, 10, 30, 30))
    image.save(encoded, "PNG")
    return encoded.getvalue()


@pytest.mark.parametrize(("bright", "paper", "corner"), [(20, "white", 255), (40, "black", 0)])
def test_a_set_of_transparent_pictures_lies_on_one_paper(bright, paper, corner):
    """Greys a little beside the middle, half of which would want the other paper each for itself."""
    found = upload(packed({f"{number}.png": drawn(130 if number < bright else 125) for number in range(50)}))
    assert found.paper == paper and (found.data.images[:, :, 0, 0] == corner).all()
    assert upload(packed(many())).paper is None


def test_a_phones_jpegs_are_decoded_at_an_eighth(monkeypatch):
    encoded = io.BytesIO()
    Image.new("RGB", (8064, 6048), "red").save(encoded, "JPEG")
    decoded, load = [], ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: decoded.append(image.size) or load(image))
    found = read_own([*many().items(), ("phone.jpg", encoded.getvalue())], size=64)
    assert len(found.data) == PICTURES + 1 and max(decoded) == (1008, 756)


def test_nothing_is_written_whatever_the_names_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0o120777 << 16  # a symbolic link
    content = io.BytesIO(packed(many() | {"../out.png": picture(), "/tmp/out.png": picture()}))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    found = upload(content.getvalue())
    assert len(found.data) == PICTURES + 2 and [left.name for left in found.left_out] == ["link.png"]
    assert not list(tmp_path.parent.rglob("out.png"))


def test_too_few_are_counted_and_what_was_no_picture_named():
    with pytest.raises(Refused, match="there are 3 pictures; at least 50") as caught:
        upload(packed(many(3) | {"a.txt": b"text"}))
    assert [left.name for left in caught.value.left_out] == ["a.txt"]
    for content in (b"", b"text", packed({})):
        with pytest.raises(Refused, match="there are 0 pictures"):
            upload(content)


def test_of_ten_thousand_pictures_as_many_are_taken_as_the_bounds_say():
    content = packed({f"{number}.png": picture(number % 60) for number in range(10_000)})
    found = upload(content, bounds=Bounds(pictures=300))
    assert len(found.data) == 300 and found.beyond == 9_700 and not found.left_out


def test_too_many_bytes_are_refused_unread():
    with pytest.raises(Refused, match="more than 1 MB"):
        upload(bytes(2**20 + 1), bounds=Bounds(megabytes=1))


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def giant(side: int = 20_000) -> bytes:
    """A PNG whose header promises side x side pixels, and some of them."""
    header = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**7)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [4_097, 10_000, 20_000, 2**31 - 1])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_giant_is_refused_by_its_header_alone(side, monkeypatch):
    decoded, load = [], ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: decoded.append(image.size) or load(image))
    found = upload(packed(many() | {"giant.png": giant(side)}))
    assert [(left.name, left.why) for left in found.left_out] == [("giant.png", "size")]
    assert set(decoded) == {(40, 30)}


def test_many_large_ones_are_too_much_together(monkeypatch):
    monkeypatch.setattr(own, "DECODED", 50 * 1200)
    with pytest.raises(Refused, match="too many pixels together"):
        upload(packed(many(51)))


@pytest.mark.parametrize("start", [b"", b"\x89PNG\r\n\x1a\n"])
def test_a_zip_bomb_is_not_unpacked(start, monkeypatch):
    monkeypatch.setattr(own, "LARGEST", 2**20)
    content = io.BytesIO(packed(many()))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.png", "w") as member:
        member.write(start)
        for _ in range(20):
            member.write(bytes(2**20))
    tracemalloc.start()
    try:
        found = upload(content.getvalue(), bounds=Bounds(megabytes=8))
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    assert [left.name for left in found.left_out] == ["bomb.png"]


def test_bombs_that_look_like_pictures_are_counted_while_they_unpack():
    bomb = picture() + bytes(2 * 2**20)
    content = packed({f"{number}.png": bomb for number in range(5)})
    with pytest.raises(Refused, match="unpacks to more than 8 MB"):
        upload(content, bounds=Bounds(megabytes=1))


def test_sizes_that_lie_are_not_believed():
    """The zip says 10 bytes where there are many: reading stops there, and the picture is cut short."""
    content = bytearray(packed(many() | {"liar.png": picture(size=(300, 300), kind="PNG") * 9}))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"liar.png"))
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert [left.name for left in upload(bytes(content)).left_out] == ["liar.png"]


def test_a_list_of_entries_without_end_is_refused_before_it_is_read():
    content = packed({}) + own.LISTED * (own.ENTRIES + 1)
    with pytest.raises(Refused, match="more than 50000 entries"):
        upload(b"PK\x03\x04" + content)


def test_what_is_locked_or_packed_unusually_is_left_out():
    content = bytearray(packed(many() | {"secret.png": picture()}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1  # the flag of an encrypted entry
    assert [(left.name, left.why) for left in upload(bytes(content)).left_out] == [("secret.png", "locked")]
    found = upload(_two_methods())
    assert {left.why for left in found.left_out} == {"packing"} and len(found.data) == PICTURES


def _two_methods() -> bytes:
    content = io.BytesIO(packed(many()))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("lzma.png", picture())
    return content.getvalue()


def test_a_damaged_zip_ends_in_a_sentence_wherever_the_damage_is():
    whole, chance = packed(many(52)), random.Random(0)
    with pytest.raises(Refused, match="damaged or cut short"):
        upload(whole[:-30])
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 3, 30])):
            place = chance.randrange(4, len(content)) if chance.random() < 0.5 else -chance.randrange(1, 4000)
            content[place] = chance.randrange(256)
        try:
            upload(bytes(content))
        except Refused as refused:
            assert "\n" not in str(refused)


def test_damaged_pictures_of_every_kind_end_in_a_name():
    chance = random.Random(1)
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP"):
        whole, files = picture(3, kind=kind), list(many(50).items())
        for number in range(40):
            content = bytearray(whole[: chance.randrange(16, len(whole) + 1)])
            for _ in range(4):
                content[chance.randrange(12, len(content))] = chance.randrange(256)
            files.append((f"{number}.{kind}", bytes(content)))
        found = read_own(files, size=28)
        assert len(found.data) + found.left_out_count == 90


def test_names_are_short_words():
    assert own.base_name("a/../b\\c.png") == "c.png"
    assert len(own.base_name("x" * 300 + ".png")) == 40 and own.base_name("x" * 300 + ".png").endswith(".png")
    assert own.base_name("\u202e\x00\n") == "?"
