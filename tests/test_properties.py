"""The mathematics: what must hold whatever the weights are."""

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from families import batch_for, small_config, small_learner
from torch import nn

from genmodels import catalog, metrics
from genmodels.blocks import convolutional
from genmodels.blocks.condition import condition_vector
from genmodels.blocks.convolutional import FromPoint, ToPicture, ToPoint, chosen
from genmodels.blocks.gaussian import Posterior, log_likelihood
from genmodels.blocks.layers import Average
from genmodels.blocks.minimax import discriminator_loss, generator_loss, relative, squared_slope
from genmodels.models.cgan import CGAN
from genmodels.models.cvae import CVAE
from genmodels.models.dcgan import DCGAN, DCGANConfig, DCGANLearner
from genmodels.models.vae import VAE
from genmodels.models.wgan_gp import WGANConfig, gradient_penalty
from genmodels.reasons import UserError


def test_kl_is_zero_at_the_prior_and_the_known_number_elsewhere():
    zero = torch.zeros(4, 3)
    assert Posterior(zero, zero).kl().abs().max() == 0
    moved = Posterior(zero + 2, zero + math.log(0.25))
    assert torch.allclose(moved.kl(), torch.tensor(0.5 * (4 + 0.25 - 1 + math.log(4))))


def test_posterior_samples_have_its_mean_and_variance():
    torch.manual_seed(0)
    posterior = Posterior(torch.full((20000, 1), 1.5), torch.full((20000, 1), math.log(0.09)))
    latents = posterior.sample()
    assert latents.mean().item() == pytest.approx(1.5, abs=0.01)
    assert latents.std().item() == pytest.approx(0.3, abs=0.01)
    density = torch.distributions.Normal(1.5, 0.3).log_prob(latents).sum(1)
    assert torch.allclose(posterior.log_density(latents), density, atol=1e-4)


@pytest.mark.parametrize("decoder", ["bernoulli", "gaussian"])
def test_log_likelihood_is_the_distributions(decoder):
    torch.manual_seed(0)
    raw, images = torch.randn(3, 1, 4, 4), torch.rand(3, 1, 4, 4).round()
    if decoder == "bernoulli":
        expected = torch.distributions.Bernoulli(logits=raw).log_prob(images)
    else:
        expected = torch.distributions.Normal(raw.sigmoid(), 0.2).log_prob(images)
    found = log_likelihood(raw, images, decoder, sigma=0.2)
    assert torch.allclose(found, expected.flatten(1).sum(1), rtol=1e-4)


@pytest.mark.parametrize("decoder", ["bernoulli", "gaussian"])
def test_elbo_is_below_the_importance_sampled_bound_which_tightens(decoder):
    torch.manual_seed(0)
    model = VAE(small_config("vae", decoder=decoder)).eval()
    images = torch.rand(16, 1, 28, 28).round()
    with torch.inference_mode():
        elbo = torch.stack([model.elbo(images).total for _ in range(50)]).mean(0)
        posterior = model.encode(images)
        few, many = (
            metrics.importance_sampled_nll(posterior, lambda z: model.log_likelihood(images, z), samples)
            for samples in (5, 500)
        )
    assert (-elbo).mean() >= many.mean() - 1e-3
    assert few.mean() >= many.mean() - 0.05


def test_importance_sampling_finds_the_evidence_of_a_linear_model():
    """Where p(x) is known in closed form the estimate must meet it: x = z + noise, both standard normal."""
    torch.manual_seed(0)
    x = torch.tensor([[0.3], [-1.2]])
    posterior = Posterior(x / 2, torch.full_like(x, math.log(0.5)))
    nll = metrics.importance_sampled_nll(
        posterior, lambda z: torch.distributions.Normal(z, 1.0).log_prob(x).sum(1), samples=50
    )
    evidence = torch.distributions.Normal(0.0, math.sqrt(2)).log_prob(x).sum(1)
    assert torch.allclose(-nll, evidence, atol=1e-5)


def test_label_reaches_the_first_layer_of_both_halves_of_a_cvae():
    torch.manual_seed(0)
    model = CVAE(small_config("cvae")).eval()
    labels = condition_vector(torch.arange(10), 10)
    pictures = model.decode(torch.zeros(10, 3), labels)
    assert pictures.std(0).max() > 1e-4, "the decoder ignores the label"
    means = model.encode(torch.rand(1, 1, 28, 28).expand(10, -1, -1, -1), labels).mean
    assert means.std(0).max() > 1e-4, "the encoder ignores the label"


def test_gan_losses_meet_at_the_equilibrium_and_saturation_is_what_it_says():
    unsure = torch.zeros(8)
    assert discriminator_loss(unsure, unsure).item() == pytest.approx(2 * math.log(2))
    assert generator_loss(unsure, "saturating").item() == pytest.approx(-math.log(2))
    assert generator_loss(unsure, "non-saturating").item() == pytest.approx(math.log(2))
    assert generator_loss(unsure, "relativistic", unsure).item() == pytest.approx(2 * math.log(2))
    gradients = {}
    for kind in ("saturating", "non-saturating"):
        caught = torch.full((1,), -10.0, requires_grad=True)  # D is sure that it is a fake
        generator_loss(caught, kind).backward()
        gradients[kind] = caught.grad.abs().item()
    assert gradients["saturating"] < 1e-4 and gradients["non-saturating"] > 0.99


def test_a_relativistic_game_is_about_differences():
    real, fake = torch.randn(2, 8)
    plain = relative(real, fake)
    assert torch.allclose(torch.cat(plain), torch.cat(relative(real + 5.0, fake + 5.0)), atol=1e-5)
    assert (plain[0] + fake.mean()).allclose(real) and (plain[1] + real.mean()).allclose(fake)
    assert generator_loss(plain[1], "relativistic", plain[0]).item() == pytest.approx(
        discriminator_loss(plain[1], plain[0]).item()
    ), "the same game with the sides changed"
    metrics = small_learner("dcgan", loss="relativistic").step(batch_for("dcgan"))
    assert metrics["d_loss"] == pytest.approx(2 * math.log(2), abs=0.2) and metrics["g_loss"].isfinite()


@pytest.mark.parametrize(
    ("kind", "shape", "plain"),
    [
        (FromPoint(5, 3, 7, 1, 0, bias=False), (2, 5, 1, 1), F.conv_transpose2d),
        (ToPoint(5, 2, 4, 2, 0), (2, 5, 5, 5), F.conv2d),  # the notes' plan leaves out the last row and column
        (ToPicture(5, 3, 4, 2, 1), (2, 5, 6, 7), F.conv_transpose2d),
    ],
)
def test_a_faster_way_to_convolve_gives_the_same_pictures_and_gradients(kind, shape, plain):
    images = torch.randn(shape, requires_grad=True)
    inputs = (images, *kind.parameters())
    ours, theirs = kind(images), plain(images, kind.weight, kind.bias, kind.stride, kind.padding)
    assert torch.allclose(ours, theirs, atol=1e-5)
    for mine, torchs in zip(
        *(torch.autograd.grad(made.square().sum(), inputs) for made in (ours, theirs)), strict=True
    ):
        assert torch.allclose(mine, torchs, atol=1e-4)
    alike = convolutional.plain(nn.Sequential(copy.deepcopy(kind)))
    assert type(alike[0]) is type(kind).__base__ and torch.equal(alike(images), theirs)


def test_d_steps_and_players_say_who_trains():
    learner = small_learner("dcgan", d_steps=3)
    trained = ["g_loss" in learner.step(batch_for("dcgan")) for _ in range(6)]
    assert trained == [False, False, True, False, False, True]
    learner.set_knob("players", "discriminator")
    learner.set_knob("d_steps", 1)
    assert set(learner.step(batch_for("dcgan"))) == {"d_loss", "d_x", "d_g_z1", "d_accuracy"}
    learner.set_knob("players", "generator")
    learner.set_knob("d_steps", 3)
    for _ in range(2):
        assert set(learner.step(batch_for("dcgan"))) == {"g_loss", "d_g_z2", "g_gradient"}, "alone, it need not wait"


@pytest.mark.parametrize(
    ("name", "judge", "sign"), [("dcgan", "discriminator", "d_loss"), ("wgan-gp", "critic", "critic_loss")]
)
def test_a_player_told_so_takes_the_next_step_alone_and_no_further_one(name, judge, sign):
    learner, again = (small_learner(name, **({"n_critic": 1} if name == "wgan-gp" else {})) for _ in range(2))
    for player in (judge, "generator"):
        learner.hear("alone", player)
        again.load_state_dict(learner.state_dict())
        for each in (learner, again):
            told = each.step(batch_for(name))
            assert (sign in told, "g_loss" in told) == (player == judge, player == "generator")
        assert {sign, "g_loss"} <= set(learner.step(batch_for(name)))
    with pytest.raises(UserError, match="hears no"):
        learner.hear("louder", 1)


def test_the_penalty_at_the_data_is_the_squared_slope_and_makes_a_discriminator_flatter():
    line = nn.Sequential(nn.Flatten(), nn.Linear(16, 1), nn.Flatten(0))
    wanted = line[1].weight.square().sum().item()
    assert squared_slope(line, torch.rand(5, 1, 4, 4)).item() == pytest.approx(wanted, rel=1e-5)
    slopes = []
    for r1 in (0.0, 10.0):
        learner, batch = small_learner("gan", r1=r1, d_learning_rate=5e-3, players="discriminator"), batch_for("gan")
        for _ in range(30):
            learner.step(batch)
        slopes.append(squared_slope(learner.networks["discriminator"], batch.images * 2 - 1).item())
    assert slopes[0] > 10 * slopes[1]


def test_gradient_penalty_is_zero_for_a_unit_slope_and_known_for_another():
    class Linear(nn.Module):
        def __init__(self, slope: float):
            super().__init__()
            self.weight = nn.Parameter(torch.full((16,), slope / 4))  # its norm is the slope

        def forward(self, images):
            return images.flatten(1) @ self.weight

    real, fake = torch.rand(2, 5, 1, 4, 4)
    assert gradient_penalty(Linear(1.0), real, fake).item() == pytest.approx(0, abs=1e-10)
    assert gradient_penalty(Linear(3.0), real, fake).item() == pytest.approx(4, rel=1e-5)


def test_a_critic_goes_by_its_own_name_and_answers_to_the_one_it_had():
    former = {"d_width": 8, "d_learning_rate": 0.5, "players": "discriminator"}
    config = WGANConfig.from_dict(former)
    assert (config.critic_width, config.critic_learning_rate, config.players) == (8, 0.5, "critic")
    assert not set(former) - {"players"} & set(config.to_dict()), "what is written has the new names"
    assert {"wasserstein", "critic_loss"} <= set(small_learner("wgan-gp", players="critic").step(batch_for("wgan-gp")))


def test_clipping_keeps_every_weight_in_its_box():
    learner = small_learner("wgan-gp", lipschitz="clipping", clip=0.02)
    metrics_ = learner.step(batch_for("wgan-gp"))
    assert "penalty" not in metrics_
    assert max(p.abs().max().item() for p in learner.networks["critic"].parameters()) <= 0.02 + 1e-8


@pytest.mark.parametrize(
    ("size", "channels", "plan"), [(28, 1, "notes"), (28, 1, "doubling"), (32, 3, "doubling"), (64, 3, "doubling")]
)
def test_dcgan_sizes_follow_from_the_data(size, channels, plan):
    learner = DCGANLearner(DCGANConfig(size=size, channels=channels, plan=plan, width=4, d_width=4, latents=5))
    pictures = learner.model.generate(torch.randn(2, 5))
    assert pictures.shape == (2, channels, size, size)
    assert learner.networks["discriminator"](pictures).shape == (2,)


def test_the_notes_generator_goes_1_3_6_13_28():
    sizes, x = [], torch.randn(2, 6, 1, 1)
    for layer in DCGAN(DCGANConfig(plan="notes", width=4, latents=6)).generator.layers:
        x = layer(x)
        if isinstance(layer, nn.ConvTranspose2d):
            sizes.append(x.shape[-1])
    assert sizes == [3, 6, 13, 28]


def test_of_the_choosing_latents_one_is_on_and_the_others_pass():
    latents = torch.randn(500, 12)
    code = chosen(latents, 10)
    assert code.shape == latents.shape and code[:, 10:].equal(latents[:, 10:])
    choice = code[:, :10] / math.sqrt(10)
    assert choice.sum(1).allclose(torch.ones(500)) and (choice.argmax(1) == latents[:, :10].argmax(1)).all()
    assert choice.amax(1).median() > 0.85, "mostly one is on and nine are off"
    assert chosen(latents, 0) is latents


@pytest.mark.parametrize("name", ("dcgan", "wgan-gp", "ebgan"))
def test_a_generator_with_choices_paints_what_the_plain_one_paints_of_the_choice(name):
    family, latents = catalog.family(name), torch.randn(3, 12)
    choosing, plain = (
        family.model(small_config(name, size=28, latents=12, choices=choices)).eval() for choices in (10, 0)
    )
    plain.load_state_dict(choosing.state_dict())
    assert choosing.generate(latents).equal(plain.generate(chosen(latents, 10)))
    assert not choosing.generate(latents).equal(plain.generate(latents))


def test_a_size_without_a_plan_is_one_clear_sentence():
    with pytest.raises(UserError, match="28, 32, 64 pixels, not 48"):
        DCGAN(DCGANConfig(size=48))


def test_cgan_takes_classes_mixtures_and_attributes():
    model = CGAN(small_config("cgan", classes=2, labels="attributes", size=64, channels=3)).eval()
    assert model.generate(torch.randn(3, 8), torch.tensor([[0, 1], [1, 1], [0.5, 0.5]])).shape == (3, 3, 64, 64)
    assert condition_vector(torch.tensor([1, 0]), 3).tolist() == [[0, 1, 0], [1, 0, 0]]


def test_average_forgets_the_start_and_follows():
    network = nn.Linear(1, 1)
    average = Average(network, 0.999)
    start = network.weight.item()
    with torch.no_grad():
        network.weight += 1
    for _ in range(199):
        average.update(network)
    assert average.network.weight.item() == pytest.approx(start + 1, abs=1e-3)
    assert average.network.training is False


def test_average_counts_what_trained_the_network_and_not_the_learners_steps():
    learner = small_learner("wgan-gp", n_critic=5)
    start = learner.model.generator.layers[0].weight.clone()
    for _ in range(5):
        learner.step(batch_for("wgan-gp"))
    trained = learner.networks["generator"].generator.layers[0].weight
    torch.testing.assert_close(learner.model.generator.layers[0].weight, 0.1 * start + 0.9 * trained)
    state = learner.state_dict()
    for count, known in ((1, state), (5, {key: value for key, value in state.items() if key != "averaged"})):
        again = small_learner("wgan-gp", n_critic=5)
        again.load_state_dict(known)  # a state of before the count was kept counts every step, as it did then
        assert again.average.updates == count


def test_frechet_distance_and_coverage_know_the_easy_cases():
    torch.manual_seed(0)
    real = torch.randn(2000, 8)
    assert metrics.frechet_distance(real, real) == pytest.approx(0, abs=1e-6)
    assert metrics.frechet_distance(real, real + 3) == pytest.approx(8 * 9, rel=1e-3)
    assert metrics.frechet_distance(real, real * 2) == pytest.approx(real.var(0).sum().item(), rel=1e-3)
    assert metrics.coverage(real, torch.randn(2000, 8)) > 0.9
    assert metrics.coverage(real, real[:1].expand(2000, 8)) < 0.05
    assert metrics.class_histogram(torch.eye(4)) == [0.25] * 4
    assert metrics.class_accuracy(torch.eye(4), torch.tensor([0, 1, 2, 2])) == 0.75
