"""How real pictures look to a critic that no generator has learned to please.

The critic that a generator was trained against says little about it: each has adapted to the other. So a new PatchGAN
(Isola et al., arXiv:1611.07004) learns for a fixed, short time to tell pictures from what the generator makes of the
training drawings. What counts is the share of 70x70 patches that it then takes for real among the translations of
held-out drawings: about one half would be a perfect generator, nothing one that is seen through at once. Where the
pairs' drawings are made anew by a hand, the critic learns from such pairs and judges such pairs.

After so short a training the logits' zero lies anywhere: of the same pictures one critic calls 5 % real, the next one
30 %, though both rank the patches alike. So zero is moved to where a critic errs equally often in both kinds.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from genmodels.blocks.minimax import discriminator_loss
from genmodels.data import ImageSet
from genmodels.models.pix2pix import PatchGAN
from genmodels.runtime import adam, channels_last

STEPS = 300
_BATCH = 4
_WIDTH = 16
_LEARNING_RATE = 5e-4
_SETTLING = 25  # batches for the final statistics of batch norm, and as many for the place of zero


@torch.random.fork_rng()
def fresh_critic(paint: Callable[[Tensor], Tensor], train: ImageSet, device: torch.device, steps: int) -> PatchGAN:
    """A PatchGAN in eval mode, trained from the same start and on the same pairs whatever it is to see through.

    paint: drawings (N, 3, 256, 256) in [0, 1] -> pictures alike.
    """
    torch.manual_seed(0)
    critic = channels_last(PatchGAN(_WIDTH)).to(device)
    optimizer = adam(critic.parameters(), _LEARNING_RATE, (0.5, 0.999))

    def look() -> tuple[Tensor, Tensor]:
        """Logits of pictures and of translations, in one batch: batch norm must not tell them apart."""
        sketches, pictures = (part.to(device) for part in pairs_of(train, torch.randint(len(train), (_BATCH,))))
        if torch.rand(()) < 0.5:
            pictures, sketches = pictures.flip(3), sketches.flip(3)
        with torch.no_grad():
            made = paint(sketches)
        return critic(torch.cat([sketches, sketches]) * 2 - 1, torch.cat([pictures, made]) * 2 - 1).chunk(2)

    for _ in range(steps):
        loss = discriminator_loss(*look())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for layer in critic.modules():
        if isinstance(layer, nn.BatchNorm2d):  # the running statistics lag behind weights that still move
            layer.reset_running_stats()
            layer.momentum = None  # the plain mean from here on
    with torch.no_grad():
        for _ in range(_SETTLING):
            look()
        critic.eval()
        critic.layers[-1].bias -= torch.cat([torch.cat(look()) for _ in range(_SETTLING)]).median()
    return critic


def pairs_of(data: ImageSet, rows: Tensor) -> tuple[Tensor, Tensor]:
    """Drawings and pictures, (B, 3, 256, 256) in [0, 1] each; the drawings as by a hand, if the set has one."""
    if data.hand:
        return data.hand(rows)
    return data.sketches[rows].float() / 255, data.images[rows].float() / 255


@torch.no_grad()
def real_share(critic: PatchGAN, sketches: Tensor, pictures: Tensor) -> float:
    """The share of patches that the critic calls real; (N, 3, 256, 256) in [0, 1] each."""
    pairs = zip(sketches.split(8), pictures.split(8), strict=True)
    return torch.cat([critic(sketch * 2 - 1, picture * 2 - 1) > 0 for sketch, picture in pairs]).float().mean().item()
