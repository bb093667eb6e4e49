"""Names in the zips of a Windows in Korea, Japan or China: shown as they were."""

import io
import zipfile

import pytest

from ui.live.uploads.names import unpacked_names


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("cp949", "강아지 사진"),
        ("cp932", "犬の写真テスト"),
        ("gbk", "小狗的照片"),
        ("utf-8", "개와 犬"),
        ("cp437", "résumé"),
    ],
)
def test_names_of_a_windows_zip_are_shown_as_they_were(page, name):
    """Windows packs its own code page, and says nothing of it."""
    raw, packed = name.encode(page), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", b"")
        archive.writestr("x" * len(raw), b"")
    content = packed.getvalue().replace(b"x" * len(raw), raw)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert unpacked_names(archive.infolist()) == ["a.png", name]


def test_a_name_that_is_said_to_be_utf8_is_believed():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("강아지.png", b"")
    with zipfile.ZipFile(packed) as archive:
        assert unpacked_names(archive.infolist()) == ["강아지.png"]
