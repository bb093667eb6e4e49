"""What a network that stands still says of a data set's examples: each is asked for once and then remembered."""

from collections.abc import Callable

import torch
from torch import Tensor


class Once:
    """ask(inputs (N, ...)) -> (N, F).  No part of a learner's state: it can be asked for again."""

    def __init__(self, ask: Callable[[Tensor], Tensor]):
        self.ask = ask
        self.said = torch.empty(0)
        self.last: tuple[Tensor | None, Tensor] = None, self.said

    @torch.no_grad()
    def __call__(self, inputs: Tensor, rows: Tensor | None = None) -> Tensor:
        """rows: (N,) where in their data set the inputs stand; without them the very same tensor is known again."""
        if rows is None or not len(rows):
            if inputs is not self.last[0]:
                self.last = inputs, self.ask(inputs)
            return self.last[1]
        if (short := int(rows.max()) + 1 - len(self.said)) > 0:
            fresh = self.ask(inputs[:1])
            self.said = torch.cat([self.said.to(fresh), fresh.new_full((2 * short, fresh.shape[1]), torch.nan)])
        new = self.said[rows, 0].isnan()
        if new.any():
            self.said[rows[new]] = self.ask(inputs[new])
        return self.said[rows]
