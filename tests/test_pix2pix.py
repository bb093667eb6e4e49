"""pix2pix as its paper and docstrings say: shapes, skips, receptive field, and what helps a short training."""

from dataclasses import replace

import pytest
import torch
from families import batch_for, small_config, small_learner

from genmodels.blocks.convolutional import even_enlarging
from genmodels.blocks.structure import ssim
from genmodels.models.pix2pix import PatchGAN, Pix2Pix
from train.measures.pairs import distances


def test_unet_shapes_skips_and_dropout_at_256():
    torch.manual_seed(0)
    model = Pix2Pix(small_config("pix2pix")).eval()
    sketch = torch.rand(1, 3, 256, 256)
    plain = model.translate(sketch)
    assert plain.shape == sketch.shape and plain.min() >= 0 and plain.max() <= 1
    x = sketch
    for block in model.generator.down:
        x = block(x)
    assert x.shape == (1, 32, 1, 1)
    assert torch.equal(plain, model.translate(sketch)), "dropout acts where it was not asked for"
    assert not torch.equal(plain, model.translate(sketch, dropout=True))
    for level in range(7):
        keep = [place != level for place in range(7)]
        assert not torch.equal(plain, model.translate(sketch, keep=keep)), f"skip {level} carries nothing"
    with pytest.raises(ValueError, match="256"):
        model.translate(torch.rand(1, 3, 128, 128))


@torch.no_grad()
def test_ink_lies_over_the_colours_as_much_as_the_unet_says():
    torch.manual_seed(0)
    unet = Pix2Pix(small_config("pix2pix", ink=True)).eval().generator
    drawing = torch.ones(1, 3, 256, 256)
    drawing[:, :, 100:104] = -1
    colours, inked = unet(drawing, keep=[True] * 7 + [False]), unet(drawing)
    assert unet.shortcuts == 8 and inked.min() >= 0 and inked.max() <= 1
    assert torch.allclose(inked[:, :, :100], colours[:, :, :100], atol=1e-6), "paper lets every colour through"
    assert (inked[:, :, 100:104] < colours[:, :, 100:104]).all()
    unet.up[-1][-1].bias[3] = 50.0
    assert (unet(drawing)[:, :, 100:104] == 0).all(), "all of the ink: black"
    unet.up[-1][-1].bias[3] = -50.0
    assert torch.allclose(unet(drawing), colours, atol=1e-6), "none of it"


def test_ssim_is_that_of_the_paper_and_a_loss_that_asks_for_flatness():
    torch.manual_seed(0)
    picture = torch.rand(2, 3, 40, 48)
    other = (picture + 0.2 * torch.randn_like(picture)).clamp(0, 1)
    found = ssim(picture, other).mean().item()
    assert found == pytest.approx(distances(other, picture)["ssim"], abs=1e-5)
    flat, ripple = torch.full((1, 3, 32, 32), 0.5), torch.zeros(1, 3, 32, 32)
    ripple[..., ::2] = 0.02
    darker = ssim(flat - 0.02, flat).mean()
    assert ssim(flat, flat).mean() == pytest.approx(1) and darker > 0.99
    assert ssim(flat + ripple, flat).mean() < 0.92 < darker, "as far by L1, but not flat"


def test_pix2pix_may_be_held_to_the_pictures_structure():
    def trained(structure: float) -> tuple[dict, torch.Tensor]:
        torch.manual_seed(0)
        learner = small_learner("pix2pix", structure=structure, adversarial=False, g_learning_rate=1e-2)
        metrics = [learner.step(batch) for _ in range(6)][-1]
        return metrics, learner.trained.translate(batch.sketches)

    batch = batch_for("pix2pix")
    batch = replace(batch, images=torch.full_like(batch.images, 0.7))
    plain, held = trained(0.0), trained(10.0)
    assert "unlike" not in plain[0] and 0 < held[0]["unlike"] < 2
    likeness = [ssim(made, batch.images).mean() for _, made in (plain, held)]
    assert likeness[0] < likeness[1]


@torch.no_grad()
def test_no_grid_over_an_even_surface_from_an_untrained_decoder_or_from_one_kept_even():
    def inner() -> torch.Tensor:
        return enlarging(torch.ones(1, 8, 16, 16))[..., 1:-1, 1:-1]

    enlarging = Pix2Pix(small_config("pix2pix")).generator.up[-1]
    assert inner().flatten(2).std(2).max() < 1e-6 < inner().abs().max()
    torch.nn.init.normal_(enlarging[-1].weight)
    assert inner().flatten(2).std(2).min() > 0.1
    enlarging.apply(even_enlarging)
    assert inner().flatten(2).std(2).max() < 1e-5 < inner().abs().max()
    once = enlarging[-1].weight.clone()
    assert torch.allclose(once, enlarging.apply(even_enlarging)[-1].weight, atol=1e-6), "a projection"


@pytest.mark.parametrize(("bias", "image"), [(50.0, 1.0), (-50.0, 0.0)])
def test_a_picture_that_is_painted_right_costs_nothing(bias, image):
    learner, batch = small_learner("pix2pix", l1_steps=1), batch_for("pix2pix")
    with torch.no_grad():
        learner.networks["generator"].up[-1][-1].bias.fill_(bias)
    metrics = learner.step(replace(batch, images=torch.full_like(batch.images, image)))
    assert metrics["l1"] == pytest.approx(0, abs=1e-6)


@torch.no_grad()
def test_the_unet_paints_no_channel_that_nobody_looks_at():
    unet = Pix2Pix(small_config("pix2pix", ink=True, hints=True)).eval().generator
    made = []
    unet.up[-1][-1].register_forward_hook(lambda _, inputs, output: made.append(output.shape[1]))
    unet(torch.zeros(1, 3, 256, 256))
    unet(torch.zeros(1, 8, 256, 256))
    assert made == [4, 5]


def test_pix2pix_learns_from_l1_alone_before_its_critic_joins():
    learner = small_learner("pix2pix", l1_steps=1, even=True)
    before = [weight.clone() for weight in learner.networks["discriminator"].parameters()]
    assert not {"d_loss", "g_loss"} & set(learner.step(batch_for("pix2pix")))
    assert all(map(torch.equal, before, learner.networks["discriminator"].parameters()))
    assert {"d_loss", "g_loss"} <= set(learner.step(batch_for("pix2pix")))
    assert not all(map(torch.equal, before, learner.networks["discriminator"].parameters()))
    trained = learner.networks["generator"].up
    weights = [weight.clone() for weight in trained.parameters()]
    trained.apply(even_enlarging)
    assert all(torch.allclose(*pair, atol=1e-6) for pair in zip(weights, trained.parameters(), strict=True)), (
        "kept even"
    )


def test_the_published_unet_has_the_batch_statistics_of_its_own_weights():
    learner = small_learner("pix2pix")
    layer = learner.model.generator.down[1][-1]
    layer.running_mean.fill_(9.0)
    drawings = [batch_for("pix2pix", seed=seed) for seed in range(3)]
    learner.finish(iter(drawings))
    generator = learner.model.generator
    with torch.no_grad():
        seen = [generator.down[1][:-1](generator.down[0](batch.sketches * 2 - 1)) for batch in drawings]
    assert torch.allclose(layer.running_mean, torch.stack([maps.mean((0, 2, 3)) for maps in seen]).mean(0), atol=1e-6)
    assert not layer.training and layer.momentum == 0.1


def test_patchgan_sees_seventy_pixels():
    torch.manual_seed(0)
    critic = PatchGAN(4).eval()
    sketch = torch.rand(1, 3, 256, 256, requires_grad=True)
    logits = critic(sketch, torch.rand(1, 3, 256, 256))
    assert logits.shape == (1, 1, 30, 30)
    logits[0, 0, 15, 15].backward()
    rows = sketch.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    assert rows[-1] - rows[0] + 1 == 70
