"""Labels as the networks see them: one float vector per example; and what is said of several binary labels at once.

K attributes, each 0 or 1, have 2^K combinations. Combination number c has attribute i where bit i of c is set: so a
classifier of attributes is one of combinations, and is read and scored like one of classes.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def condition_vector(labels: Tensor, classes: int) -> Tensor:
    """(N,) classes -> one-hot (N, K); (N, K) mixtures of classes or binary attributes pass as float32."""
    if labels.ndim == 1:
        return F.one_hot(labels.long(), classes).float()
    return labels.float()


def attributes_of(combinations: Tensor, attributes: int) -> Tensor:
    """(N,) numbers of combinations -> (N, K) float32, 0 or 1."""
    return (combinations[:, None] >> torch.arange(attributes, device=combinations.device) & 1).float()


def combination_of(attributes: Tensor) -> Tensor:
    """(N, K) of 0 and 1 -> (N,) int64; the reverse of `attributes_of`."""
    return (attributes.long() << torch.arange(attributes.shape[1], device=attributes.device)).sum(1)


def combined(logits: Tensor) -> Tensor:
    """Logits of K independent attributes (N, K) -> log probabilities of their combinations (N, 2^K).

    Their cross-entropy with the true combination is the sum of the attributes' own.
    """
    count = logits.shape[1]
    sides = attributes_of(torch.arange(2**count, device=logits.device), count)  # (2^K, K)
    return F.logsigmoid(logits) @ sides.T + F.logsigmoid(-logits) @ (1 - sides).T


def pure(choices: Tensor, classes: int, labels: str = "classes") -> Tensor:
    """What can be asked for, by number: (N,) classes, or for "attributes" combinations -> (N, K) float32."""
    return condition_vector(choices, classes) if labels == "classes" else attributes_of(choices, classes)


def another(condition: Tensor, labels: str = "classes") -> Tensor:
    """(N, K) -> (N, K): a label that is not its own for each, by chance: another class, or one attribute turned."""
    count, classes = condition.shape
    if labels == "attributes":
        chosen = F.one_hot(torch.randint(classes, (count,), device=condition.device), classes)
        return (condition - chosen).abs()
    shifts = torch.randint(1, classes, (count, 1), device=condition.device)
    return condition.gather(1, (torch.arange(classes, device=condition.device) + shifts) % classes)
