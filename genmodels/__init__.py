"""Generative models one can watch: `genmodels.load("vae-mnist")` gives a ready model.

Submodules are imported when first used, so that `import genmodels` costs nothing.
"""

__all__ = ["load"]


def load(name: str, device: str | None = None):
    """The model of that checkpoint, ready to use; see `genmodels.checkpoints.load`."""
    from genmodels import checkpoints

    return checkpoints.load(name, device)
