"""What panels and endpoints stand on: pictures any decoder reads, models loaded once, a fair line to two workers."""

import asyncio
import base64
import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from PIL import Image

from genmodels import checkpoints
from genmodels.reasons import UserError
from ui.serving import checked, functions
from ui.serving import infer as serving
from ui.serving.images import jpeg, png, sheet
from ui.serving.shelf import Shelf
from ui.tabs.latent.offer import SPACES


def finished(coroutine):
    """What it returns, from a thread of its own: this one may still hold the event loop of a browser test."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def opened(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))))


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 28), (3, 5, 9), (1, 1, 1)])
def test_a_png_holds_the_picture_exactly(shape):
    image = torch.rand(shape) * 1.4 - 0.2  # beyond black and white there is nothing
    expected = image.clamp(0, 1).mul(255).round().byte().numpy().reshape(-1, *shape[-2:]).transpose(1, 2, 0)
    assert np.array_equal(opened(png(image)).reshape(expected.shape), expected)


def test_a_jpeg_looks_like_the_picture():
    smooth = torch.linspace(0, 1, 64).expand(3, 48, 64)
    assert np.abs(opened(jpeg(smooth)) / 255 - smooth.permute(1, 2, 0).numpy()).max() < 0.03
    assert np.abs(opened(jpeg(smooth[:1])) / 255 - smooth[0].numpy()).max() < 0.03


def test_a_jpeg_keeps_colour_clean_beside_black_lines():
    picture = torch.tensor([1.0, 0.6, 0.1])[:, None, None].repeat(1, 64, 64)
    picture[:, :, 16:48:8] = 0
    found = opened(jpeg(picture))[:, 17:48:8].astype(float) / 255  # the columns next to the lines
    assert np.abs(found - [1.0, 0.6, 0.1]).mean() < 0.03


def test_a_sheet_reads_left_to_right_and_ends_in_black():
    images = torch.arange(1.0, 6.0)[:, None, None, None].expand(5, 1, 2, 2)
    assert sheet(images, 3)[0, ::2, ::2].tolist() == [[1, 2, 3], [4, 5, 0]]


def test_who_waits_for_a_model_keeps_nobody_else_waiting(monkeypatch):
    shelf = Shelf(lambda name: [loading.wait(60), torch.nn.Identity()][1], most=1)
    monkeypatch.setattr(serving, "shelf", lambda: shelf)
    loading, starts = threading.Event(), []

    def needs(name: str) -> bool:
        starts.append(name)
        return serving.model(name) is serving.model(name)

    async def everybody() -> tuple[list[int], list[bool]]:
        waiting = [asyncio.ensure_future(serving.infer(needs, name)) for name in ("a", "a", "b")]
        others = await asyncio.gather(*(serving.infer(lambda: len(shelf.names())) for _ in range(8)))
        loading.set()
        return others, await asyncio.gather(*waiting)

    assert finished(everybody()) == ([0] * 8, [True] * 3)
    assert sorted(starts) == ["a"] * 4 + ["b"] * 2, "each begins anew once"
    assert not shelf._users, "all is given back"


def test_a_question_looks_for_its_own_model_alone(monkeypatch):
    """To list all the catalog took as long as a picture, at every question."""
    model = serving.model("vae-mnist-2d")
    for listing in ("published", "names", "at_hand"):
        monkeypatch.setattr(checkpoints, listing, lambda: pytest.fail("the catalog was listed"))
    assert checked.network("vae-mnist-2d", SPACES) is model
    with pytest.raises(UserError, match="vae-mnist-2d"):
        checked.network("judge-mnist", SPACES)
    assert not serving.available("judge-mnist/../vae-mnist-2d", "..", "", "vae"), "names, and no paths"


def test_inference_is_two_at_a_time_in_the_order_of_asking():
    running, most, order = set(), 0, []

    def work(number: int) -> bool:
        nonlocal most
        running.add(number)
        order.append(number)
        most = max(most, len(running))
        time.sleep(0.01)
        running.discard(number)
        return torch.is_inference_mode_enabled()

    async def everybody() -> list[bool]:
        return await asyncio.gather(*(serving.infer(work, number) for number in range(12)))

    assert all(finished(everybody()))
    assert most == serving.WORKERS
    assert all(abs(place - number) < serving.WORKERS for place, number in enumerate(order))


def test_the_unforeseen_is_told_kindly_and_logged(caplog):
    def fails(data: dict) -> dict:
        raise RuntimeError("/secret/path")

    answer = finished(functions.server_function(fails)({"language": "en"}, None))
    assert "/secret" not in answer["error"] and answer["error"].startswith("Something went wrong on our side")
    assert "/secret/path" in caplog.text
