"""Paints Home's mosaics into the files that the page shows: python -m ui.paint [TAB ...]

After weights were trained anew, or a card paints otherwise. tests/test_mosaics.py fails while a file is not what the
models paint.
"""

import argparse
import io
import json

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
    offered = {card.tab: card for card in cards()}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tabs", nargs="*", help="default: all")
    wanted = parser.parse_args().tabs or list(offered)
    if unknown := set(wanted) - set(offered):
        parser.error(f"no card of {', '.join(sorted(unknown))}; there are {', '.join(offered)}")
    folder = words.UI / mosaics.FOLDER
    folder.mkdir(exist_ok=True)
    told = {tab: of for tab, of in mosaics.told().items() if tab in offered}
    for old in set(folder.glob("*.webp")) - {folder / f"{tab}.webp" for tab in offered}:
        old.unlink()
    for card in map(offered.get, wanted):
        content, told[card.tab] = paint(card)
        (words.UI / mosaics.place(card)).write_bytes(content)
        print(f"{card.tab}: {told[card.tab]['frames']} frames, {len(content) / 1000:.0f} kB")
    told = {tab: told[tab] for tab in offered if tab in told}
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
