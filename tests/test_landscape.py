"""The Landscape tab without a browser: the answers that its page gets, and what it says of a bad question."""

import base64

import numpy as np
import pytest
import torch
from families import small_config
from shows import show

from genmodels import catalog, checkpoints, data, runtime
from genmodels.blocks.slices import through
from genmodels.reasons import UserError
from ui.serving import infer as serving
from ui.tabs.landscape import asks

NAME = "ebgan-mnist"


def encoded(image: torch.Tensor) -> str:
    return base64.b64encode(image.mul(255).round().to(torch.uint8).numpy().tobytes()).decode()


def pictures(text: str) -> torch.Tensor:
    return torch.from_numpy(np.frombuffer(base64.b64decode(text), np.uint8).copy()).view(-1, 1, 28, 28) / 255


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A small untrained model in place of the shipped one: every property holds for any weights."""
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    serving.shelf.cache_clear()
    torch.manual_seed(0)
    config = small_config("ebgan")
    about = {"data": "mnist", "licence": "", "credit": "", "command": "", "seed": 0, "steps": 0, "seconds": 0}
    card = checkpoints.Card(name=NAME, family="ebgan", config=config.to_dict(), hardware="", **about)
    made = catalog.family("ebgan").model(config).eval()
    checkpoints.save(tmp_path / NAME, made, card)
    kept = {
        "test_pictures": torch.arange(10, dtype=torch.uint8).view(10, 1, 1, 1).expand(10, 1, 28, 28).contiguous(),
        "energies_test": torch.linspace(1, 30, 101),
        "energies_strange": torch.full((101,), torch.nan),
    }
    checkpoints.add_evaluation(tmp_path / NAME, {}, kept)
    with torch.inference_mode():
        yield made
    serving.shelf.cache_clear()


def drawing() -> torch.Tensor:
    image = torch.zeros(1, 1, 28, 28)
    image[0, 0, 5:22, 12:15] = 1
    return image


def test_a_tab_opens_with_what_its_checkpoint_keeps_and_leaves_out_what_is_no_number(model):
    told = asks.open_model({"model": NAME})
    assert told["margin"] == model.config.margin and list(told["bands"]) == ["test"]
    assert pictures(told["digits"])[:, 0, 0, 0].mul(255).tolist() == pytest.approx([*range(10)])


def test_energy_and_slice_are_the_models(model):
    image, others = drawing(), [torch.rand(1, 1, 28, 28).mul(255).round() / 255 for _ in range(2)]
    asked = {"model": NAME, "picture": encoded(image)}
    seen = asks.look(asked)
    assert seen["energy"] == pytest.approx(model.energy(image).item(), rel=1e-4)
    assert (pictures(seen["rebuilt"]) - model.reconstruct(image)).abs().max() <= 0.5 / 255 + 1e-6
    found = asks.survey(asked | {"others": [encoded(each) for each in others]})
    energies = np.frombuffer(base64.b64decode(found["energies"]), np.float32)
    wanted = model.energy(through(torch.cat([*others, image]), asks.SIDE))
    assert len(energies) == asks.SIDE**2 == 1024
    assert energies == pytest.approx(wanted.numpy(), rel=1e-3)


def test_the_way_down_goes_down(model):
    found = asks.descend({"model": NAME, "picture": encoded(drawing())})
    energies = [model.energy(drawing()).item(), *found["energies"]]
    assert len(pictures(found["frames"])) == len(found["energies"]) == asks.STEPS // asks.EVERY
    assert energies == sorted(energies, reverse=True) and energies[-1] < 0.8 * energies[0]
    last = model.energy(pictures(found["frames"])[-1:]).item()
    assert last == pytest.approx(energies[-1], rel=0.05, abs=0.05), "the pictures and the energies are of one way"


def test_a_bad_picture_gets_one_sentence(model):
    empty, full = encoded(torch.zeros(1, 1, 28, 28)), encoded(torch.ones(1, 1, 28, 28))
    for ask, question, told in (
        (asks.look, {"picture": empty}, "drawing is empty"),
        (asks.descend, {"picture": empty}, "drawing is empty"),
        (asks.look, {"picture": full}, "Nearly the whole picture is ink"),
        (asks.descend, {"picture": full}, "Nearly the whole picture is ink"),
        (asks.look, {"picture": "AAAA"}, "did not arrive as 28 x 28 bytes"),
        (asks.survey, {"picture": encoded(drawing()), "others": [empty]}, "did not arrive as 28 x 28 bytes"),
        (asks.look, {"model": "vae-mnist", "picture": full}, "There is no model"),
    ):
        with pytest.raises(UserError, match=told):
            ask({"model": NAME} | question)


@pytest.mark.parametrize(("preset", "beyond"), [("no_margin", 1.0), ("low_margin", 0.5)])
def test_a_margin_below_what_digits_cost_soon_teaches_the_discriminator_nothing_of_fakes(preset, beyond):
    chosen, family = show("ebgan"), catalog.family("ebgan")
    runtime.seed_everything(0)
    learner = family.learner(family.config(**(chosen.begin | chosen.preset(preset).config)))
    batches = data.Batches(data.load("digits"), chosen.batch, torch.device("cpu"))
    told = [learner.step(next(batches)) for _ in range(15)]
    assert told[-1]["energy_real"] > told[-1]["margin"]
    assert sum(each["beyond"].item() for each in told) / len(told) >= beyond


def test_a_step_across_the_valley_is_taken_back(model, monkeypatch):
    monkeypatch.setattr(asks, "RATE", 50.0)
    energies = model.energy(asks.down(model, drawing())).tolist()
    assert energies == sorted(energies, reverse=True) and energies[-1] < model.energy(drawing()).item()
