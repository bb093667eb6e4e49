"""How a picture is made dirty for a denoising autoencoder: three noises, each with one strength (Vincent 2010)."""

import torch
from torch import Tensor

NOISES = ("none", "masking", "salt_and_pepper", "gaussian")


def corrupted(clean: Tensor, noise: str, strength: float, generator: torch.Generator | None = None) -> Tensor:
    """Numbers in [0, 1] of any shape -> the same made dirty, in [0, 1]; drawn anew by every call.

    masking: a share `strength` of them is 0.  salt_and_pepper: a share is 0 or 1, as a coin falls.
    gaussian: to each is added a normal number with this standard deviation, and what leaves [0, 1] is cut off, so that
    a dirty picture is still a picture.
    generator: of the device of `clean`, where the draw has to be the same every time.
    """
    if noise == "none":
        return clean
    if noise == "gaussian":
        drawn = torch.randn(clean.shape, generator=generator, device=clean.device)
        return (clean + strength * drawn).clamp(0, 1)
    drawn = torch.rand(clean.shape, generator=generator, device=clean.device)
    hit = drawn < strength
    if noise == "masking":
        return clean.masked_fill(hit, 0.0)
    return torch.where(hit, (drawn < strength / 2).to(clean), clean)
