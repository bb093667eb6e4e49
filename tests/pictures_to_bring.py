"""Pictures for the Live training tab to learn from, and how a page is given them."""

import io
import random
import zipfile

from PIL import Image, ImageDraw


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
