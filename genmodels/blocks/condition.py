"""Labels as the networks see them: one float vector per example."""

import torch.nn.functional as F
from torch import Tensor


def condition_vector(labels: Tensor, classes: int) -> Tensor:
    """(N,) classes -> one-hot (N, K); (N, K) mixtures of classes or binary attributes pass as float32."""
    if labels.ndim == 1:
        return F.one_hot(labels.long(), classes).float()
    return labels.float()
