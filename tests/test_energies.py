"""Nine energies of the plane: what each claims of itself, and that the page reckons as PyTorch does."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch
from families import small_learner

from genmodels import data
from genmodels.batch import Batch
from genmodels.blocks.energies import TILES, Adversarial, EnergiesConfig, Energy, slope
from genmodels.data.plane import EDGE, SHAPES, checked_points, points
from genmodels.models.energies import Energies, EnergiesLearner
from genmodels.reasons import UserError
from genmodels.shown import to_weights
from ui.live.worker.shown import packed
from ui.tabs.energy.show import SHOW, heard

SCRIPT = Path(__file__).parents[1] / "ui/tabs/energy/energies.js"
ALL = list(TILES)
PUSHED = ["denoising", "gan", "wgan", "ebgan"]  # those that have somebody to push up


def tile(name: str, seed: int = 0, **changes) -> Energy:
    """An untrained one: what is claimed here holds for any weights."""
    torch.manual_seed(seed)
    return TILES[name](EnergiesConfig(**changes))


def places(count: int = 40) -> torch.Tensor:
    return EDGE * (2 * torch.rand(count, 2, generator=torch.Generator().manual_seed(1)) - 1)


def trained(name: str, steps: int = 400, **changes) -> Energy:
    """One that has learned the ring."""
    energy, ring = tile(name, **changes), points("ring", 4000)
    energy.begin_at(ring)
    optimizer = torch.optim.Adam(energy.parameters(), 1e-2, fused=True)
    for _ in range(steps):
        x = ring[torch.randint(4000, (128,))]
        optimizer.zero_grad()
        energy.loss(x, torch.randn_like(x)).backward()
        optimizer.step()
    return energy


@pytest.mark.parametrize("name", ALL)
def test_a_ball_feels_the_slope_of_the_energy_that_is_painted(name):
    energy, x, near = tile(name).double(), places().double(), 1e-5
    energy.SOLVING = 1000  # codes are found by then, and at their minimum E does not change with them
    with torch.no_grad():
        across = [
            (energy.energy(x + near * axis) - energy.energy(x - near * axis)) / (2 * near)
            for axis in torch.eye(2).double()
        ]
    assert torch.allclose(slope(energy, x), torch.stack(across, 1), atol=2e-3)


@pytest.mark.parametrize("name", PUSHED)
def test_a_step_pushes_the_energy_up_where_it_says_and_down_at_the_data(name):
    energy, x, noise = tile(name, noise=1.0, margin=100.0, penalty_weight=0.0), points("ring", 200), torch.randn(200, 2)
    pushed = energy.contrast(x, noise).detach()
    own = [weight for key, weight in energy.named_parameters() if "generator" not in key]
    optimizer = torch.optim.SGD(own, lr=1e-3)
    with torch.no_grad():
        before = energy.energy(x).mean() - energy.energy(pushed).mean()
    energy.loss(x, noise).backward()
    optimizer.step()
    with torch.no_grad():
        assert energy.energy(x).mean() - energy.energy(pushed).mean() < before


@pytest.mark.parametrize("name", ["gan", "wgan", "ebgan"])
def test_a_critic_wants_less_energy_at_the_data_and_more_at_the_fakes(name, monkeypatch):
    """Whatever its weights can do: the loss itself falls with each data point's energy, and rises with each fake's."""
    energy, asked = tile(name, margin=100.0, penalty_weight=0.0), []
    plain = energy.energy

    def noted(x: torch.Tensor) -> torch.Tensor:
        asked.append(plain(x))
        asked[-1].retain_grad()
        return asked[-1]

    monkeypatch.setattr(energy, "energy", noted)
    energy.loss(points("ring", 50), torch.randn(50, 2)).backward()
    data, fakes, felt = asked[0], asked[1], asked[-1]  # the last is the generator's own, which wants it low
    assert (data.grad > 0).all() and (fakes.grad < 0).all() and (felt.grad > 0).all()


def test_who_needs_no_contrast_has_none():
    for name in ALL:
        pushed = tile(name).contrast(places(), torch.randn(40, 2))
        assert len(pushed) == (40 if name in PUSHED else 0), name


@pytest.mark.parametrize("name", ["gan", "wgan", "ebgan"])
def test_two_players_of_one_backward_pass_keep_to_their_own_weights(name):
    """The generator goes where the energy is low; it does not dig the valley that it walks into."""
    energy, noise = tile(name), torch.randn(50, 2)
    energy.held_still(energy.contrast(noise, noise)).mean().backward()
    for key, weight in energy.named_parameters():
        assert ("generator" in key) == (weight.grad is not None and bool(weight.grad.any())), key


def test_ebgan_leaves_fakes_beyond_the_margin_alone():
    energy, x, noise = tile("ebgan", margin=0.0), points("ring", 50), torch.randn(50, 2)
    energy.loss(x, noise).backward()
    found = [weight.grad.clone() for weight in energy.autoencoder.parameters()]
    energy.zero_grad()
    energy.energy(x).mean().backward()
    for gradient, weight in zip(found, energy.autoencoder.parameters(), strict=True):
        assert torch.allclose(gradient, weight.grad, atol=1e-6)


def test_kmeans_has_energy_zero_at_its_centroids_and_nowhere_less():
    energy = tile("kmeans")
    assert energy.energy(energy.centres).abs().max() == 0 and energy.energy(places()).min() > 0


def test_sparse_codes_are_those_that_scikit_learn_finds():
    """The lifted problem by a factor of its Gram matrix; sklearn divides the square by twice the number of rows."""
    linear = pytest.importorskip("sklearn.linear_model")
    energy = tile("sparse", centres=12).double()
    energy.SOLVING = 3000
    x = energy.centres[:5].detach() + 0.05
    inside = torch.cat([x, energy.centres.detach()])
    lifted = torch.linalg.cholesky(energy.kernel(inside, inside) + 1e-12 * torch.eye(17)).T  # columns: lifted points
    lasso = linear.Lasso(alpha=0.05 / 17, fit_intercept=False, tol=1e-12, max_iter=100_000)
    for number in range(5):
        code = torch.from_numpy(lasso.fit(lifted[:, 5:].numpy(), lifted[:, number].numpy()).coef_)
        wanted = (lifted[:, number] - lifted[:, 5:] @ code).square().sum() / 2 + 0.05 * code.abs().sum()
        assert energy.energy(x[number : number + 1]).item() == pytest.approx(wanted.item(), abs=1e-6)


def test_a_vae_whose_code_costs_nothing_has_an_autoencoders_energy():
    free, costly, x = tile("variational", beta=0.0), tile("variational", beta=1.0), places()
    assert torch.equal(free.energy(x), (x - free.reconstruct(x)).square().sum(1))
    assert torch.allclose(costly.energy(x) - free.energy(x), free.kl(free.encoder(x)), atol=1e-5)
    assert (free.kl(free.encoder(x)) >= 0).all()


def test_noise_is_led_back_to_the_data():
    ring = points("ring", 500, seed=1)
    led = trained("denoising").reconstruct(1.15 * ring) - 1.15 * ring
    assert torch.nn.functional.cosine_similarity(led, -ring).mean() > 0.9


@pytest.mark.parametrize("name", ["kmeans", "overcomplete"])
def test_balls_come_to_rest_in_the_data_where_there_is_nothing_else_to_rest_in(name):
    angles = torch.arange(8.0)
    rested = trained(name).descend(1.5 * torch.stack([angles.cos(), angles.sin()], 1), height=0.1)
    assert ((rested.norm(dim=1) - 1.2).abs() < 0.15).all()


def test_one_game_that_blows_up_does_not_spoil_the_others():
    torch.manual_seed(0)
    learner = EnergiesLearner(EnergiesConfig(d_learning_rate=1.0, g_learning_rate=1.0))
    batch = Batch(points=points("ring", 128))
    learner.begin([batch])
    first = learner.step(batch)
    for _ in range(20):
        told = learner.step(batch)
    assert all(value.isfinite() for value in told.values())
    assert max(told[f"loss_{name}"] for name in ("gan", "wgan", "ebgan")) > 100
    sound = [name for name, kind in TILES.items() if not issubclass(kind, Adversarial)]
    assert all(told[f"loss_{name}"] <= first[f"loss_{name}"] for name in sound)


def test_what_the_presets_promise():
    assert SHOW.preset("collapsed_code").config == {"beta": 3.0}
    silent = trained("variational", beta=3.0).reconstruct(points("ring", 100))
    assert silent.std(0).max() < 0.1, "every point is rebuilt as the middle"
    assert SHOW.preset("no_noise").config == {"noise": 0.0}
    clean, x = tile("denoising", noise=0.0), places()
    assert torch.equal(clean.loss(x, torch.randn_like(x)), clean.energy(x).mean())
    ring = points("ring", 200)
    plain, calm = (slope(trained("gan", 300, **knobs), ring).norm(dim=1).mean() for knobs in ({}, {"r1": 1.0}))
    assert calm < plain / 2


def test_a_run_learns_what_it_is_told_and_remembers_it():
    learner = small_learner("energies")
    drawing = [[0.01 * place, -0.5] for place in range(20)]
    learner.hear("points", heard("points", {"kind": "drawn", "places": drawing, "more": 1}))
    assert torch.equal(learner.seen(), torch.tensor(drawing))
    centres = learner.networks["energies"].tiles["kmeans"].centres
    assert (centres[:, 1] == -0.5).all() and centres[:, 0].max() > 0.15, "all along the line at once"
    again = small_learner("energies", seed=1)
    again.load_state_dict(learner.state_dict())
    assert torch.equal(again.drawn(Batch(points=places(4)))[:, 1], torch.full((4,), -0.5))
    assert again.preview()["data"].labels[0] == len(SHAPES)
    again.hear("points", heard("points", {"kind": "moons"}))
    assert len(again.told["points"]) == 4000 and again.number == 1
    with pytest.raises(UserError, match="hears no"):
        again.hear("colour", 1)


def test_what_a_page_may_tell_is_checked():
    line = [[0.0, 0.1 * place] for place in range(10)]
    assert checked_points(line) == line, "all on a line is a set like others"
    for value, told in (
        ({"kind": "drawn", "places": []}, "nothing is drawn yet"),
        ({"kind": "drawn"}, "nothing is drawn yet"),
        ({"kind": "drawn", "places": line[:1]}, "need 10 points"),
        ({"kind": "drawn", "places": line * 1000}, "10,000 points are more than the 2,000"),
        ({"kind": "drawn", "places": [*line, [0, 2.5]]}, "beyond the plane"),
        ({"kind": "drawn", "places": [*line, [0, float("nan")]]}, "finite numbers"),
        ({"kind": "drawn", "places": [*line, "x"]}, "finite numbers"),
        ({"kind": "star"}, "must be one of"),
        ("spiral", "must be one of"),
    ):
        with pytest.raises(UserError, match=told):
            heard("points", value)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_set_is_the_same_at_every_call_and_lies_in_the_plane(shape):
    train, test = data.load(shape).points, data.load(shape, "test").points
    assert torch.equal(train, data.load(shape).points) and not torch.equal(train, test)
    assert train.shape == (4000, 2) and train.abs().max() < EDGE


def test_the_page_reckons_every_energy_as_pytorch_does():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    torch.manual_seed(0)
    model = Energies(EnergiesConfig()).half().float()  # as the page gets it
    for weight in model.parameters():
        weight.requires_grad_(False)
    weights = {name: value for name, value in model.tiles.named_parameters() if "generator" not in name}
    sent, config = packed(to_weights(weights)), model.config
    x = places()
    code = f"""
        import {{ energiesOf }} from {json.dumps(SCRIPT.as_uri())};
        const energies = energiesOf({json.dumps(sent)}, {{ beta: {config.beta}, sparsity: {config.sparsity} }});
        const found = {json.dumps(ALL)}.map(name => {json.dumps(x.tolist())}.map(([x, y]) => energies[name](x, y)));
        console.log(JSON.stringify(found));"""
    done = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert torch.allclose(torch.tensor(json.loads(done.stdout)), model.energies(x), atol=1e-4)
