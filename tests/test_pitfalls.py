"""The game of points in the Pitfalls tab: the page reckons as PyTorch does, and its presets do what they promise."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels import catalog, data, runtime
from genmodels.data.plane import modes, points, reached, to_pictures, to_points
from genmodels.reasons import UserError
from ui.live.show import Show
from ui.live.worker.shown import packed
from ui.tabs.pitfalls.shows import COLLAPSED, CURE, GAN, WGAN

TAB = Path(__file__).parents[1] / "ui/tabs/pitfalls"
CPU = torch.device("cpu")


def begun(show: Show, seed: int = 0, **knobs):
    runtime.seed_everything(seed)
    family = catalog.family(show.family)
    return family.learner(family.config(**show.begin | knobs))


def reckoned(code: str) -> object:
    """What node makes of the expression, with all of game.js at hand."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    networks = (TAB.parents[1] / "parts/plane/networks.js").as_uri()
    script = f"""
        import * as game from {json.dumps((TAB / "game.js").as_uri())};
        import {{ numbers }} from {json.dumps(networks)};
        console.log(JSON.stringify({code}));"""
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("show", [GAN, WGAN], ids=lambda show: show.key)
def test_the_page_reckons_energy_points_and_pulls_as_pytorch_does(show):
    learner = begun(show)
    for batch, _ in zip(data.Batches(data.load("gaussians"), 64, CPU), range(20), strict=False):
        learner.step(batch)
    judge = next(network for name, network in learner.networks.items() if name != "generator")
    for network in (judge, learner.model):
        network.half().float()  # as the page gets it
    sent = packed(learner.preview()["weights"])
    noise, places = learner.noise[:20], points("spiral", 20)
    energies, made, pulls = reckoned(f"""(() => {{
        const told = {json.dumps(sent)}, here = game.createGame(told, Float64Array.from(numbers(told)));
        const at = {json.dumps(places.tolist())};
        return [
          at.map(([x, y]) => here.energy(x, y)), {json.dumps(noise.tolist())}.map(pair => here.made(...pair)),
          Object.fromEntries(Object.keys(game.SHARES).map(kind => [
            kind, at.map(([x, y]) => game.pull(here.energy, kind, x, y)),
          ])),
        ];
    }})()""")
    assert torch.allclose(torch.tensor(made), to_points(learner.model.generate(noise)), atol=1e-4)
    x = places.clone().requires_grad_()
    answers = judge(to_pictures(x) * 2 - 1)
    assert torch.allclose(torch.tensor(energies), -answers, atol=1e-4)
    losses = {
        "saturating": -torch.nn.functional.softplus(answers),
        "non-saturating": torch.nn.functional.softplus(-answers),
        "critic": -answers,
    }
    for kind, loss in losses.items():
        (slope,) = torch.autograd.grad(loss.sum(), x, retain_graph=True)
        assert torch.allclose(torch.tensor(pulls[kind]), -slope, atol=1e-4), kind


def test_a_mode_counts_alike_in_the_page_and_here():
    for shape in ("gaussians", "grid"):
        told = torch.tensor(reckoned(f"game.MODES.{shape}"))
        assert torch.allclose(told, modes(shape), atol=1e-5)
        many = points(shape, 2000)
        assert reached(many, shape) == len(told)
        first = many[(many - told[0]).norm(dim=1) < 0.3]
        for other, least in ((15, 1), (20, 2)):  # of 2,000
            near = torch.cat([first[torch.arange(2000 - other) % len(first)], told[1].expand(other, 2)])
            found = reckoned(f"game.reached({json.dumps(near.tolist())}, game.MODES.{shape})")
            assert sum(found) == reached(near, shape) == least
    assert modes("ring") is None


def test_the_meshes_cells_are_about_equally_likely():
    noise = torch.tensor(reckoned("game.normals(20000)"))
    lines = torch.tensor(reckoned("game.lines(16)"))
    shares = torch.histogram(noise[:, 0], lines).hist / 20000
    assert (shares - 0.06).abs().max() < 0.01
    assert noise.mean(0).abs().max() < 0.03 and (noise.std(0) - 1).abs().max() < 0.03


def test_the_pages_cure_is_the_presets():
    script = (TAB / "modes.js").read_text("utf-8")
    told = re.search(r"CURE = \{ d_learning_rate: ([\d.]+), r1: ([\d.]+) \}", script)
    assert {"d_learning_rate": float(told[1]), "r1": float(told[2])} == CURE


def test_a_player_is_told_to_step_by_its_own_name():
    assert GAN.heard("alone", "discriminator") == "discriminator" and WGAN.heard("alone", "critic") == "critic"
    for show, name, value in ((GAN, "alone", "critic"), (WGAN, "alone", ["generator"]), (GAN, "louder", "generator")):
        with pytest.raises(UserError):
            show.heard(name, value)


def trained(learner, steps: int) -> list[dict[str, float]]:
    """What so many steps on eight Gaussians report."""
    batches = data.Batches(data.load("gaussians"), 64, CPU, start=learner.steps)
    return [{name: value.item() for name, value in learner.step(next(batches)).items()} for _ in range(steps)]


def modes_of(learner) -> int:
    with torch.no_grad():
        noise = torch.randn(2000, 2, generator=torch.Generator().manual_seed(5))
        return reached(to_points(learner.model.generate(noise)), "gaussians")


@pytest.mark.thorough
def test_the_collapse_holds_one_mode_and_the_cure_brings_the_others_back():
    learner = begun(GAN, seed=1, **GAN.preset("one_mode").config)
    held = []
    for _ in range(4):
        trained(learner, 50)
        held.append(modes_of(learner))
    assert max(held) in (1, 2), held
    cured = GAN.preset("one_mode_cured")
    assert cured.config == GAN.preset("one_mode").config and {step for step, _, _ in cured.turns} == {COLLAPSED}
    for _, name, value in cured.turns:
        learner.set_knob(name, value)
    assert any(trained(learner, 50) and modes_of(learner) >= 7 for _ in range(12))


def test_a_sure_judge_takes_the_saturating_gradient_away_and_the_other_loss_brings_it_back():
    learner = begun(GAN, **GAN.preset("sure_judge").config)
    first, *_, last = (told["g_gradient"] for told in trained(learner, 80))
    learner.set_knob("loss", "non-saturating")
    (back,) = (told["g_gradient"] for told in trained(learner, 1))
    assert first > 10 * last and back > 30 * last, (first, last, back)


def test_a_critic_without_bounds_runs_away():
    told = {bounds: trained(begun(WGAN, **config), 60)[-1]["wasserstein"] for bounds, config in (
        (True, {}), (False, WGAN.preset("unbounded").config),
    )}  # fmt: skip
    assert told[False] > 5 * told[True], told
