"""Everything that makes the same maths fast, and nothing that changes it: device, precision, memory format, seeds."""

import contextlib
import copy
import itertools
import os
import random

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from genmodels.reasons import KnownError

PRECISIONS = ("auto", "float32", "bfloat16")


def best_device(name: str | None = None) -> torch.device:
    """The device of that name, or of GENMODELS_DEVICE, or the fastest; raises UserError for one that is not here."""
    name = name or os.environ.get("GENMODELS_DEVICE")
    if name in (None, "", "auto"):
        fast = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
        return torch.device(next((kind for kind, here in fast.items() if here), "cpu"))
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise KnownError("no_device", name=name) from error
    return device


def describe(device: torch.device, precision: str = "float32") -> str:
    """The hardware in words, for a model card, and the forward pass's numbers, as `autocast` takes them."""
    numbers = ", bfloat16" if _is_bfloat16(device, precision) else ""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device) + numbers
    if device.type == "mps":
        return f"Apple GPU{numbers}, {_torch()}"
    threads = torch.get_num_threads()
    return f"{threads} CPU thread{'s' if threads > 1 else ''}{numbers}, {_torch()}"


def _torch() -> str:
    return f"torch {torch.__version__.split('+')[0]}"


def flush_denormals() -> None:
    """Rounds numbers below 1e-38 to zero, on this thread and those it starts later: call it before the first operation.

    Adam's averages of tiny gradients end up there, and a CPU handles each such number many times as slowly.
    """
    torch.set_flush_denormal(True)


def seed_everything(seed: int) -> None:
    """Python, NumPy and torch, all devices."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def bfloat16_is_fast(device: torch.device) -> bool:
    """Whether bfloat16 is worth it: in hardware it is about twice as fast; emulated (AVX-512 alone) half as fast.

    Not on a Mac: the first generations of its GPU emulate it, and nothing was measured there.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and (torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def autocast(device: torch.device, precision: str = "float32"):
    """A context for the forward pass. precision: "float32", "bfloat16", or "auto" (bfloat16 where it is fast)."""
    if _is_bfloat16(device, precision):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return contextlib.nullcontext()


def _is_bfloat16(device: torch.device, precision: str) -> bool:
    return precision == "bfloat16" or (precision == "auto" and bfloat16_is_fast(device))


def channels_last(network: nn.Module) -> nn.Module:
    """The network with its convolutions' weights in NHWC order: same numbers, 1.1 to 2 times as fast."""
    return network.to(memory_format=torch.channels_last)


def folded(network: nn.Module) -> nn.Module:
    """A copy for inference alone, in which a convolution's weights do what the batch norm right after it did.

    A convolution of another kind may change its weights before it uses them; one that says `folds` does not. All other
    weights are those of the network, not copied.
    """
    kept = {id(value): value for value in (*network.parameters(), *network.buffers())}
    copied = copy.deepcopy(network, kept)
    for chain in [part for part in copied.modules() if isinstance(part, nn.Sequential)]:
        for place, (layer, norm) in enumerate(itertools.pairwise(chain)):
            linear = type(layer) in (nn.Conv2d, nn.ConvTranspose2d) or getattr(layer, "folds", False)
            if linear and isinstance(norm, nn.BatchNorm2d):
                chain[place] = fuse_conv_bn_eval(layer, norm, transpose=isinstance(layer, nn.ConvTranspose2d))
                chain[place + 1] = nn.Identity()
    return copied


def adam(parameters, learning_rate: float, betas: tuple[float, float] = (0.9, 0.999), **options) -> torch.optim.Adam:
    """Adam (Kingma and Ba, arXiv:1412.6980) as one fused kernel where there is one."""
    return torch.optim.Adam(parameters, lr=learning_rate, betas=betas, fused=True, **options)


def rng_state() -> dict:
    """The state of every generator that `seed_everything` seeds: tensors and plain values, which need no pickle."""
    kind, keys, *rest = np.random.get_state()
    state = {
        "python": random.getstate(),
        "numpy": (kind, torch.from_numpy(keys.astype(np.int64)), *rest),
        "torch": torch.get_rng_state(),
    }
    if torch.cuda.is_available():
        state["cuda"] = torch.cuda.get_rng_state_all()
    if torch.backends.mps.is_available():
        state["mps"] = torch.mps.get_rng_state()
    return state


def set_rng_state(state: dict) -> None:
    """Goes on from what `rng_state` returned; a generator that is not in it, or not on this machine, stays as it is."""
    torch.set_rng_state(state["torch"])
    if "python" in state:
        random.setstate(state["python"])
    if "numpy" in state:
        kind, keys, *rest = state["numpy"]
        np.random.set_state((kind, keys.numpy().astype(np.uint32), *rest))
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["cuda"][: torch.cuda.device_count()])
    if "mps" in state and torch.backends.mps.is_available():
        torch.mps.set_rng_state(state["mps"])
