"""Networks for points of the plane, where a family has others for pictures: the smallest of pictures, of one pixel."""

from torch import nn

from genmodels.blocks.side_by_side import perceptron


class PointGenerator(nn.Sequential):
    """(N, inputs) -> (N, C, 1, 1) in [-1, 1]: linear layers with SiLU between them, tanh at the end."""

    def __init__(self, inputs: int, channels: int, width: int):
        made = nn.Tanh(), nn.Unflatten(1, (channels, 1, 1))
        super().__init__(*perceptron(inputs, width, width, channels), *made)


class PointJudge(nn.Sequential):
    """(N, C, 1, 1) -> (N,): a discriminator's logits, a critic's scores."""

    def __init__(self, channels: int, width: int):
        super().__init__(nn.Flatten(), *perceptron(channels, width, width, 1), nn.Flatten(0))
