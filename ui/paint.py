"""Paints Home's mosaics into the files that the page shows: python -m ui.paint

After weights were trained anew, or a card paints otherwise. tests/test_mosaics.py fails while a file is not what the
models paint.
"""

import io
import json
import shutil

import torch
from PIL import Image

from ui.app import cards
from ui.language import words
from ui.parts.cards.card import Card
from ui.serving import infer
from ui.serving.images import to_bytes
from ui.tabs.home import mosaics

QUALITY = 90  # of WebP; a picture that is smaller without loss is kept so


def main() -> None:
    folder = words.UI / mosaics.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    told = {}
    for card in cards():
        content, told[card.tab] = paint(card)
        (words.UI / mosaics.place(card)).write_bytes(content)
        print(f"{card.tab}: {told[card.tab]['frames']} frames, {len(content) / 1000:.0f} kB")
    (folder / mosaics.TOLD).write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def paint(card: Card) -> tuple[bytes, dict]:
    """The file's content, and what is told of it."""
    with torch.inference_mode():
        mosaic = mosaics.painted(card)
    told = {"frames": mosaic.frames, "made": mosaic.made, "by": mosaics.painters(infer.available(*card.models))}
    pixels = to_bytes(mosaic.image).numpy()
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    return min((webp(image, lossless=True), webp(image, quality=QUALITY)), key=len), told


def webp(image: Image.Image, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", method=6, **options)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
