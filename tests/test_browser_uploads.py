"""What a visitor brings to the Live training tab: pictures drawn here, sent, and learned before their eyes."""

import io
import random
import re
import zipfile

import pytest
from PIL import Image, ImageDraw

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

STEP = "+(document.querySelector('#live .view')?.dataset.step ?? -1)"
GRID = """() => {
  const canvas = document.querySelector("#live .view canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
}"""


def drawings(count: int) -> bytes:
    """A zip of coloured discs, and a file that is no picture."""
    packed, chance = io.BytesIO(), random.Random(0)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/notes.txt", "not a picture")
        for number in range(count):
            picture, encoded = Image.new("RGB", (48, 48), "white"), io.BytesIO()
            x, y, colour = chance.randrange(8, 24), chance.randrange(8, 24), (chance.randrange(256), 60, 120)
            ImageDraw.Draw(picture).ellipse([x, y, x + 16, y + 16], fill=colour)
            picture.save(encoded, "PNG")
            archive.writestr(f"{number}.png", encoded.getvalue())
    return packed.getvalue()


def bring(page, name: str, content: bytes) -> None:
    field = page.locator("#live .bring input[type=file]")
    field.set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})


def test_ones_own_pictures_are_brought_and_learned(open_page):
    page = open_page("?tab=live")
    page.set_default_timeout(240_000)
    page.locator("#live .status", has_text=".").wait_for()
    page.locator("#live input[value=own]").check(force=True)
    bring(page, "few.zip", drawings(3))
    page.locator("#live .bring [role=status]", has_text="3 pictures here; at least 50").wait_for()
    bring(page, "my.zip", drawings(60))
    page.locator("#live .bring [role=status]", has_text=re.compile("60 pictures, .* in colour")).wait_for()
    page.locator("#live .bring summary", has_text="notes.txt: no picture").wait_for()
    page.locator("#live [data-do=start]:visible").click()
    page.wait_for_function(f"{STEP} > 0")
    before = page.evaluate(GRID)
    page.wait_for_function(f"before => ({GRID})() !== before", arg=before)
    page.locator("#live .unjudged", has_text="No judge").wait_for()
    assert not page.locator("#live .chart.frechet:visible").count()
    page.locator("#live .samples .newest").click()
    page.locator("#live .samples figcaption", has_text="Seed 0, by the generator at step").wait_for()
    page.locator("#live [data-do=stop]:visible").click()
    page.locator("#live [data-do=start]:visible").wait_for()
    page.reload()
    page.locator("#live .bring [role=status]", has_text="60 pictures").wait_for()
