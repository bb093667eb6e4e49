"""What is seen of a game of two networks: the opinions of the one that judges.

A discriminator's opinion is the probability that a picture is real. A critic's score, and the logit of a discriminator
that compares (see blocks/minimax.py), means something beside others only: `relative`.
"""

import torch
from torch import Tensor, nn


@torch.no_grad()
def opinions(network: nn.Module, images: Tensor, *condition: Tensor, relative: bool) -> tuple[float, ...]:
    """What the network says of pictures (N, C, H, W) in [0, 1], as it judges in training.

    On copies of its buffers: looking must not change what batch norm remembers.
    """
    buffers = {name: value.clone() for name, value in network.named_buffers()}
    output = torch.func.functional_call(network, buffers, (images * 2 - 1, *condition))
    return tuple((output if relative else output.sigmoid()).tolist())
