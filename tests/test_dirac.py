"""The Dirac-GAN (Mescheder et al., arXiv:1801.04406): two parameters, in which the losses of GANs show their nature.

Data are a point at 0, the generator's picture is a point theta, and D(x) = psi x; so every course of a training by the
losses that our GANs use can be written down. The page draws the same ones (ui/tabs/pitfalls/dirac.js).
"""

import math

import pytest
import torch

from genmodels.blocks.minimax import discriminator_loss, generator_loss

RATE = 0.1


def course(kind: str, steps: int, start: tuple[float, float], penalty: float = 0.0) -> torch.Tensor:
    """(theta, psi) after so many simultaneous steps of gradient descent of both players, in float64."""
    theta, psi = (torch.tensor([value], dtype=torch.float64, requires_grad=True) for value in start)
    for _ in range(steps):
        real, fake = psi * torch.zeros_like(theta), psi * theta
        if kind == "wgan":
            losses = -fake.mean(), fake.mean() - real.mean()
        else:
            losses = generator_loss(fake, kind), discriminator_loss(real, fake)
        generator, discriminator = losses[0], losses[1] + penalty / 2 * psi.square().sum()
        (of_theta,) = torch.autograd.grad(generator, theta, retain_graph=True)
        (of_psi,) = torch.autograd.grad(discriminator, psi)
        with torch.no_grad():
            theta -= RATE * of_theta
            psi -= RATE * of_psi
    return torch.cat([theta, psi]).detach()


def test_a_critics_steps_lead_away_by_the_root_of_one_and_the_step_squared():
    assert course("wgan", 200, (1, 1)).norm().item() == pytest.approx(math.sqrt(2) * 1.01**100)


def test_a_gradient_penalty_at_the_data_bends_them_home():
    turn = torch.tensor([[1, RATE], [-RATE, 1 - RATE * 0.3]], dtype=torch.float64)
    expected = torch.linalg.matrix_power(turn, 200) @ torch.ones(2, dtype=torch.float64)
    assert torch.allclose(course("wgan", 200, (1, 1), penalty=0.3), expected)
    assert expected.norm() < 0.25


@pytest.mark.parametrize("kind", ["saturating", "non-saturating"])
def test_the_games_of_logits_turn_half_as_fast_near_their_goal(kind):
    """Both players' slopes are a half there, so a step multiplies the distance by the root of 1 + h^2 / 4."""
    assert course(kind, 100, (1e-4, 0)).norm().item() / 1e-4 == pytest.approx(1.0025**50, rel=1e-6)
    assert course(kind, 2000, (1, 1), penalty=0.3).norm() < 1e-9


def test_the_first_step_of_each_loss_is_the_one_worked_out_by_hand():
    """At (1, 1) the discriminator says 1 of the fake: it takes it for real by sigma = 1 / (1 + 1 / e)."""
    sigma = 1 / (1 + math.exp(-1))
    assert course("saturating", 1, (1, 1)).tolist() == pytest.approx([1 + RATE * sigma, 1 - RATE * sigma])
    assert course("non-saturating", 1, (1, 1)).tolist() == pytest.approx([1 + RATE * (1 - sigma), 1 - RATE * sigma])
