"""The Ring tab: the page's forces beside PyTorch's gradient of NT-Xent, what its presets promise, its pictures."""

import pytest
import torch
import torch.nn.functional as F
from test_particles_script import node

from genmodels import catalog, checkpoints
from genmodels.blocks.embedding import SHOWN, EmbeddingLearner
from genmodels.data import SOURCES, Batches, held_out, load
from genmodels.models.simclr import nt_xent, partners, similarities
from genmodels.reasons import UserError
from ui.language import words
from ui.serving import infer
from ui.tabs.ring import asks
from ui.tabs.ring.asks import COLUMNS, pictures
from ui.tabs.ring.show import MOCO, SIMCLR

CPU = torch.device("cpu")
FORCES = words.UI / "tabs" / "ring" / "forces.js"
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const { explained, forces, shares } = await import(process.argv[1]);
const { places, temperature, values } = JSON.parse(readFileSync(0, "utf-8"));
const all = Array.from({ length: places.length / 2 }, (_, i) => i), each = all.map(i => forces(places, i, temperature));
console.log(JSON.stringify({
  shares: all.map(i => Array.from(shares(places, i, temperature))),
  pull: each.map(force => force.pull), push: each.map(force => force.push), explained: [explained(places, values)],
}));
"""


@pytest.mark.parametrize("temperature", [0.05, 0.2, 2.0])
def test_the_pages_forces_are_minus_the_gradient_of_each_views_own_loss(temperature):
    generator = torch.Generator().manual_seed(0)
    places = F.normalize(torch.randn(24, 2, generator=generator, dtype=torch.float64))
    values = torch.rand(24, generator=generator, dtype=torch.float64)
    told = {"places": places.flatten().tolist(), "temperature": temperature, "values": values.tolist()}
    script = node(BY_SCRIPT, FORCES, told=told)
    logits = similarities(places, temperature)
    assert torch.allclose(script["shares"].double(), logits.softmax(1), atol=1e-4)
    own = -logits.log_softmax(1)[torch.arange(24), partners(24, CPU)]
    assert own.mean() == pytest.approx(nt_xent(logits).item())
    for i in range(24):
        # along the circle: a turn of this view, all others at rest
        turn = torch.zeros((), dtype=torch.float64, requires_grad=True)
        x, y = places[i]
        moved = torch.stack([x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos()])
        row = (places @ moved / temperature).masked_fill(torch.arange(24) == i, -torch.inf)
        (slope,) = torch.autograd.grad(F.cross_entropy(row[None], torch.tensor([(i + 12) % 24])), turn)
        assert script["pull"][i] + script["push"][i] == pytest.approx(-slope.item(), rel=1e-4, abs=1e-4)
    fit = torch.cat([torch.ones(24, 1, dtype=torch.float64), places], 1)
    rest = values - fit @ torch.linalg.lstsq(fit, values[:, None]).solution[:, 0]
    assert script["explained"][0] == pytest.approx(1 - (rest.var() / values.var()).item(), abs=1e-4)


def course(
    show, steps: int, preset: str = "", name: str = "digits", look=None
) -> tuple[EmbeddingLearner, torch.Tensor]:
    """A run of the show after so many steps, and where the held-out pictures lie.  look(preview): every ten steps."""
    config = next((each.config for each in show.presets if each.name == preset), {})
    family, train = catalog.family(show.family), load(name)
    torch.manual_seed(0)
    learner = family.learner(family.config(**show.begin | config))
    learner.look_at(held_out(load(name, "test"), SHOWN, CPU))
    learner.begin([held_out(train, 500, CPU)])
    batches = Batches(train, show.batch, CPU)
    for step in range(steps):
        learner.step(next(batches))
        if look and step % 10 == 9:
            look(learner.preview())
    return learner, torch.from_numpy(learner.preview()["ring"].places)


def told_by_brightness(learner: EmbeddingLearner, places: torch.Tensor) -> float:
    """R squared of the pictures' mean grey by their places."""
    grey = learner.held.images.mean((1, 2, 3))
    fit = torch.cat([torch.ones(len(places), 1), places], 1)
    rest = grey - fit @ torch.linalg.lstsq(fit, grey[:, None]).solution[:, 0]
    return 1 - (rest.var() / grey.var()).item()


def spread(places: torch.Tensor) -> float:
    return 1 - places.mean(0).square().sum().item()


def test_crop_alone_sorts_by_brightness_and_bent_greys_do_not():
    if not SOURCES["fashion"].is_here():
        pytest.skip("digits are all about as bright")
    usual, alone = (told_by_brightness(*course(SIMCLR, 150, preset, "fashion")) for preset in ("", "crop_alone"))
    assert alone > usual + 0.2 and alone > 0.4, (alone, usual)


@pytest.mark.thorough
def test_without_negatives_all_slide_into_one_point_and_with_them_they_do_not():
    usual, pulled = (spread(course(SIMCLR, 120, preset)[1]) for preset in ("", "no_negatives"))
    assert pulled < 0.02 < 0.4 < usual, (pulled, usual)


def test_cold_opens_the_ring_slowly_and_hot_quickly():
    if not SOURCES["fashion"].is_here():
        pytest.skip("digits lie in one point for longer than a test may take")
    cold, hot = (spread(course(SIMCLR, 80, preset, "fashion")[1]) for preset in ("cold", "hot"))
    assert cold < 0.4 < hot, (cold, hot)


def test_without_momentum_all_pictures_leap_round_the_ring_together():
    if not SOURCES["fashion"].is_here():
        pytest.skip("digits lie in one point for longer than a test may take")
    seen = {"": [], "no_momentum": []}  # of each run, spread and how fresh the oldest keys are
    for preset, kept in seen.items():

        def look(shown: dict, kept: list = kept) -> None:
            places = torch.from_numpy(shown["ring"].places)
            kept.append((spread(places), sum(shown["belt"].values[-8:]) / 8))

        course(MOCO, 160, preset, "fashion", look)
    assert seen[""][-1][0] > 0.3 and min(fresh for _, fresh in seen[""][3:]) > 0.98, seen
    assert max(wide for wide, _ in seen["no_momentum"][5:]) < 0.1, seen
    assert min(fresh for _, fresh in seen["no_momentum"][3:]) < 0.7, seen


def test_the_pictures_of_the_ring_are_fetched_once_for_each_set():
    told = pictures({"data": "digits"})
    assert told["sheet"].startswith("data:image/png") and told["columns"] == COLUMNS and SHOWN % COLUMNS == 0
    for wrong in ("own", None, 3, "../digits"):
        with pytest.raises(UserError):
            pictures({"data": wrong})


@pytest.mark.skipif(not infer.available("simclr-fashion"), reason="the weights of no embedding are here")
def test_where_the_clothes_are_not_here_those_of_a_finished_embedding_lie_on_the_ring(monkeypatch):
    kept = checkpoints.evaluation("simclr-fashion")["reference_images"]
    monkeypatch.setattr(asks.held, "pictures", lambda name, count: None)
    assert torch.equal(asks.on_ring("fashion"), kept[:SHOWN].float() / 255) and asks.on_ring("mnist") is None
    assert pictures({"data": "fashion"})["sheet"].startswith("data:image/png")
    assert pictures({"data": "mnist"})["sheet"] is None
