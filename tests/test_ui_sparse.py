"""The Sparse codes tab without its page: the photograph, what the page is sent, and the endpoint."""

import base64
import io

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from genmodels.blocks.sparse import energy, solve
from genmodels.data.patches import to_signals
from genmodels.models.lista import LISTA, LISTAConfig, LISTALearner
from ui.language.words import Complaint
from ui.serving import checked
from ui.serving.images import png
from ui.tabs.sparse import api, asks, card, photo


@pytest.fixture
def coder(monkeypatch) -> LISTA:
    """A model as small as the photograph's windows allow, in place of the published one."""
    torch.manual_seed(0)
    model = LISTALearner(LISTAConfig(atoms=30)).model.eval().requires_grad_(False)
    monkeypatch.setattr(checked, "network", lambda name, offer: model)
    monkeypatch.setattr(card.infer, "model", lambda name: model)
    return model


def test_the_photograph_and_its_whitened_part_are_of_one_place():
    assert photo.seen().shape == photo.white().shape
    assert 0 < photo.border() < photo.white().shape[-1], "both what was trained on and what was not are shown"
    fine = photo.seen() - F.avg_pool2d(photo.seen(), 7, 1, 3, count_include_pad=False)
    inside = [picture[0, 8:-8, 8:-8].flatten() for picture in (fine, photo.white())]
    assert torch.corrcoef(torch.stack(inside))[0, 1] > 0.6, "whitening keeps what is fine where it is"


def test_the_page_is_sent_all_that_it_solves_with(coder):
    told = asks.coder({"model": "any"})
    assert len(base64.b64decode(told["white"])) == photo.white().numel() and told["width"] == photo.white().shape[-1]
    assert len(base64.b64decode(told["dictionary"])) == 4 * 100 * 30
    assert [encoder["uses"] for encoder in told["encoders"]] == [1, 3, 7]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK", "I;16", "1", "P", "LA"])
def test_a_photograph_of_any_mode_and_size_is_whitened_for_the_window(mode):
    noise = np.random.default_rng(0).integers(0, 256, (300, 700, 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    image = Image.fromarray(noise[..., 0].astype(np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    file = io.BytesIO()
    image.save(file, "JPEG" if mode == "CMYK" else "PNG")
    told = asks.bring({"picture": f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"})
    assert told["width"] == photo.LONGEST and told["border"] is None
    assert len(base64.b64decode(told["white"])) == photo.LONGEST * round(photo.LONGEST * 3 / 7)


def test_a_photograph_on_which_there_is_nothing_to_see_is_refused_with_a_way_out():
    flat, thin = torch.full((1, 60, 90), 0.4), torch.rand(1, 20, 200)
    flat[0, :2, :2] = 0.5
    for picture, word in ((flat, "too little texture"), (thin, "too narrow"), (torch.rand(1, 1, 1), "texture")):
        with pytest.raises(Complaint, match=word):
            asks.bring({"picture": png(picture)})
    for url in (None, 7, "data:image/png;base64,AAAA"):
        with pytest.raises(Complaint):
            asks.bring({"picture": url})


def test_a_code_is_told_of_numbers_and_of_a_picture(coder):
    picture = photo.cut(10, 3)[:1]
    picture = picture.mul(255).round() / 255
    signal, dictionary = to_signals(picture), coder.dictionary.weight
    expected = solve(signal.flatten(1), dictionary, 0.4, 60)
    asked_by = {"numbers": signal.flatten().tolist(), "picture": png(picture[0])}
    for kind, patch in asked_by.items():
        told = api.sparse_code("any", patch, 0.4, 60)
        assert torch.allclose(torch.tensor(told["code"]), expected[0], atol=1e-4), kind
        assert told["active"] == int((expected != 0).sum())
        wanted = energy(signal.flatten(1), expected, dictionary, 0.4).item()
        assert told["energy"] == pytest.approx(wanted, rel=1e-4), kind


@pytest.mark.parametrize("patch", [[0.5] * 100, png(torch.full((1, 10, 10), 0.3))], ids=["numbers", "picture"])
def test_a_patch_of_one_grey_has_a_code_of_0(coder, patch):
    told = api.sparse_code("any", patch)
    assert told["energy"] == pytest.approx(0, abs=1e-6) and not any(told["code"])


@pytest.mark.parametrize("patch", [[0.0] * 99, [float("nan")] * 100, ["1"] * 100, [1e9] * 100, None, 3])
def test_what_is_no_patch_is_told_so(coder, patch):
    with pytest.raises(Complaint, match="100 finite numbers"):
        api.sparse_code("any", patch)


def test_on_home_patches_come_closer_from_frame_to_frame(coder):
    film = card.rebuild(["any"])
    wrong = (film[:-1] - film[-1]).square().mean((1, 2, 3, 4))
    assert film.shape[1] == 20 and (wrong[1:] < wrong[:-1] + 1e-4).all() and wrong[-1] < 0.9 * wrong[0]
