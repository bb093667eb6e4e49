"""PixelRNN: writes a picture pixel by pixel, and remembers where a PixelCNN looks back.

Paper: van den Oord, Kalchbrenner and Kavukcuoglu, "Pixel Recurrent Neural Networks", arXiv:1601.06759.
Objective: maximise  log p(x) = sum_i log p(x_i | x_1 ... x_{i-1}),  as in pixelcnn.py.

Two memories, one for each direction of reading:
  down: a gated recurrent unit goes from row to row. Its state is a row itself, (C, W); what it carries over is a
  convolution of it, so that after a few rows every pixel has heard of all that lies above, to both sides.
  along: an LSTM goes from pixel to pixel through each row, with that state beside it.
A picture is W + H steps of memory, not W * H: all columns go down together, and all rows along.

Deviations from the paper, whose row LSTM has one memory:
1. Its row LSTM convolves the state of the row above, within a triangle, and looks at its own row through a masked
   kernel. Here the unit that goes down sees whole rows, and the row's own pixels have a memory that begins at the edge:
   no pixel above or to the left is out of sight, as in the diagonal BiLSTM, without its skewed pictures.
2. The unit that goes down is a GRU (Cho et al., arXiv:1406.1078): a state less to keep.
3. The networks are told where a pixel is: three more channels hold 1, row and column.
4. Black and white pixels are drawn anew from the grey ones at every step.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.autoregressive import (
    REACH,
    Autoregressive,
    AutoregressiveConfig,
    AutoregressiveLearner,
    Writer,
)
from genmodels.config import knob
from genmodels.family import Family, Objective


@dataclass(frozen=True, kw_only=True)
class PixelRNNConfig(AutoregressiveConfig):
    kernel: int = knob(5, "how many pixels wide the memory of a row spreads to the next", choices=(1, 3, 5, 7, 9))


class Down(nn.Module):
    """A convolutional GRU from row to row. (N, 4, H, W) -> (N, C, H, W): at each pixel what all rows above left."""

    def __init__(self, config: PixelRNNConfig):
        super().__init__()
        width, reach = config.width, config.kernel // 2
        self.read = nn.Conv2d(4, width, (1, 2 * REACH + 1))
        self.given = nn.Conv2d(width, 3 * width, 1)
        self.carried = nn.Conv1d(width, 3 * width, config.kernel, padding=reach)

    def forward(self, seen: Tensor) -> Tensor:
        given = self.inputs(F.pad(seen, (REACH, REACH)))
        states = [seen.new_zeros(len(seen), self.read.out_channels, seen.shape[3])]
        for row in given.unbind(2)[:-1]:
            states.append(self.next(states[-1], row))
        return torch.stack(states, 2)

    def inputs(self, padded: Tensor) -> Tensor:
        """What whole rows give, (N, 4, H, W + 2 REACH) -> (N, 3C, H, W)."""
        return self.given(F.relu(self.read(padded)))

    def next(self, state: Tensor, given: Tensor) -> Tensor:
        """The state (N, C, W) after a row that gives (N, 3C, W)."""
        keep, reset, new = given.chunk(3, 1)
        keep_too, reset_too, old = self.carried(state).chunk(3, 1)
        candidate = (new + (reset + reset_too).sigmoid() * old).tanh()
        return candidate.lerp(state, (keep + keep_too).sigmoid())


class PixelRNN(Autoregressive):
    """A memory that goes down, one that goes along, and two layers that turn what they found into logits."""

    def __init__(self, config: PixelRNNConfig):
        super().__init__(config)
        width = config.width
        self.down = Down(config)
        self.left = nn.Conv2d(4, width, (1, REACH))
        self.along = nn.LSTM(2 * width, width, batch_first=True)
        self.wide = nn.Linear(2 * width, 2 * width)
        self.last = nn.Linear(2 * width, config.levels)

    def forward(self, seen: Tensor) -> Tensor:
        above = self.down(seen)
        left = F.relu(self.left(F.pad(seen, (REACH, 0))[:, :, :, :-1]))
        told = torch.cat([above, left], 1).permute(0, 2, 3, 1)  # (N, H, W, 2C)
        found, _ = self.along(told.flatten(0, 1))
        found = torch.cat([found.unflatten(0, (len(above), -1)), told[..., : above.shape[1]]], 3)
        return self.last(F.relu(self.wide(found))).permute(0, 3, 1, 2)

    def writer(self, written: Tensor) -> Writer:
        return PixelRNNWriter(self, written)


class PixelRNNWriter(Writer):
    """state: of the memory that goes down, (N, C, W).  hidden, cell: of the one that goes along, (N, C)."""

    def __init__(self, model: PixelRNN, written: Tensor):
        self.model, self.written = model, written
        self.state = written.new_zeros(len(written), model.config.width, written.shape[3] - 2 * REACH)

    def row(self, row: int) -> None:
        """The memory that goes down takes in the row above; the one that goes along begins at the edge."""
        if row:
            above = self.written[:, :, row + REACH - 1, None]
            down = self.model.down
            self.state = down.next(self.state, down.inputs(above)[:, :, 0])
        self.hidden = self.cell = self.state.new_zeros(self.state.shape[:2])

    def pixel(self, row: int, column: int) -> Tensor:
        model, above = self.model, self.state[:, :, column]
        window = self.written[:, :, row + REACH, column : column + REACH]
        left = F.relu(F.linear(window.flatten(1), model.left.weight.flatten(1), model.left.bias))
        along = model.along
        weights = along.weight_ih_l0, along.weight_hh_l0, along.bias_ih_l0, along.bias_hh_l0
        self.hidden, self.cell = torch.lstm_cell(torch.cat([above, left], 1), (self.hidden, self.cell), *weights)
        return model.last(F.relu(model.wide(torch.cat([self.hidden, above], 1))))


class PixelRNNLearner(AutoregressiveLearner):
    def __init__(self, config: PixelRNNConfig):
        super().__init__(config, PixelRNN(config))


FAMILY = Family(
    name="pixelrnn",
    title="PixelRNN",
    paper="https://arxiv.org/abs/1601.06759",
    summary="Writes a picture pixel by pixel with two memories: one goes down the rows, one along each.",
    chapter="autoregressive",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits"),
    objective=Objective("nll", rises=False),
    headline=(("nll", "test NLL {:.2f} nats"),),
    evaluate=("pixels",),
    config=PixelRNNConfig,
    model=PixelRNN,
    learner=PixelRNNLearner,
)
