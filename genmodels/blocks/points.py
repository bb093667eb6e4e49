"""Networks for points of the plane, where a family has others for pictures: the smallest of pictures, of one pixel."""

from torch import Tensor, nn

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


class PointLayer(nn.Module):
    """In place of one tied layer, which is too stiff to bend to a line of the plane: rows (N, inputs) in [0, 1], codes
    (N, units) in (0, 1). Its filters are those of the first layer."""

    def __init__(self, inputs: int, units: int):
        super().__init__()
        self.encoder = nn.Sequential(*perceptron(inputs, units, units), nn.Sigmoid())
        self.decoder = nn.Sequential(*perceptron(units, units, inputs))

    @property
    def weight(self) -> Tensor:
        return self.encoder[0].weight

    def encode(self, rows: Tensor) -> Tensor:
        return self.encoder(rows)

    def decode(self, codes: Tensor) -> Tensor:
        """(N, units) -> logits (N, inputs)."""
        return self.decoder(codes)
