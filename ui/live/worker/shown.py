"""What a learner shows, made small for the way to the page: pictures as WebP, points as packed whole numbers,
weights in half precision."""

import base64
import io

import numpy as np
from PIL import Image

from genmodels.shown import Bars, Field, Pictures, Points, Shown, Weights
from ui.live.worker.numbers import short

QUALITY, EFFORT = 50, 2  # of WebP: 8 kB for 64 digits in 3 ms, where JPEG took 23 kB; more effort gains nothing
PLACES = 4000  # whole numbers for one unit of the plane: its edge, 8, still fits into 16 bits
LEVELS = 255  # the largest value in 8 bits; the others in proportion to it
FORCES = 127  # the longest arrow in 8 bits; the others in proportion to it


def packed(shown: Shown) -> dict:
    """{"kind", ...}: plain values, and for pictures their sheet as bytes in "image"."""
    match shown:
        case Pictures():
            height, width = shown.images.shape[1:3]
            return {
                "kind": "pictures",
                "image": sheet(shown.images, shown.columns),
                "columns": shown.columns,
                "size": [width, height],
                "values": [short(value) for value in shown.values],
                "relative": shown.relative,
            }
        case Points():
            return {"kind": "points", **_points(shown)}
        case Field():
            low, high = float(np.nanmin(shown.values)), float(np.nanmax(shown.values))
            grey = (shown.values - low) / (high - low or 1)
            image = sheet((np.nan_to_num(grey) * 255).round().astype(np.uint8)[None, :, :, None], 1)
            height, width = shown.values.shape
            about = {"extent": list(shown.extent), "range": [short(low), short(high)], "size": [width, height]}
            return {"kind": "field", "image": image, **about}
        case Bars():
            return {"kind": "bars", "names": list(shown.names), "values": [short(value) for value in shown.values]}
        case Weights():
            with np.errstate(over="ignore"):  # what is beyond half precision is infinite there, and said to be
                values = _base64(shown.values.astype("<f2"))
            return {"kind": "weights", "names": list(shown.names), "shapes": list(shown.shapes), "values": values}


def sheet(images: np.ndarray, columns: int) -> bytes:
    """(N, H, W, C) uint8 as one WebP of `columns`, the pictures edge to edge; an unfinished last row is left out."""
    count, height, width, channels = images.shape
    columns = min(columns, count)
    rows = count // columns
    pixels = images[: rows * columns].reshape(rows, columns, height, width, channels).transpose(0, 2, 1, 3, 4)
    pixels = pixels.reshape(rows * height, columns * width, channels)
    encoded = io.BytesIO()
    picture = Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)
    picture.save(encoded, "WEBP", quality=QUALITY, method=EFFORT)
    return encoded.getvalue()


def weight(plain: dict) -> int:
    """The bytes that it takes on its way, about."""
    texts = (value for value in plain.values() if isinstance(value, str | bytes | list))
    return sum(len(value) * (6 if isinstance(value, list) else 1) for value in texts)


def _points(points: Points) -> dict:
    """Places and spreads in PLACES to the unit as int16, x y x y ...; forces as int8 with the length of the longest,
    values as uint8 with the largest."""
    told: dict = {"count": len(points.places), "unit": PLACES, "places": _base64(_whole(points.places))}
    if points.labels is not None:
        told["labels"] = _base64(points.labels.astype(np.uint8))
    if points.spreads is not None:
        told["spreads"] = _base64(_whole(points.spreads))
    if points.forces is not None:
        longest = float(np.abs(points.forces).max(initial=0)) or 1.0
        told["forces"] = _base64(np.nan_to_num(points.forces / longest * FORCES).round().astype(np.int8))
        told["longest"] = short(longest)
    if points.values is not None:
        most = float(points.values.max(initial=0)) or 1.0
        told["values"] = _base64(np.nan_to_num(points.values / most * LEVELS).round().astype(np.uint8))
        told["most"] = short(most)
    return told


def _whole(values: np.ndarray) -> np.ndarray:
    return np.nan_to_num(values * PLACES).round().clip(-32768, 32767).astype("<i2")


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()
