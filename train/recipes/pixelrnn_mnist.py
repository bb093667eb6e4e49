"""The PixelRNN of binarised MNIST: 81,000 weights, one memory down the rows and one along them.

python -m train pixelrnn-mnist

1.4 hours on 1 CPU thread of a 2.5 GHz Xeon where it has a core to itself (here 2.3, beside others):
test NLL 80.50 nats (python -m train evaluate pixelrnn-mnist), where the paper has 80.54 for its row LSTM on another
binarisation, and pixelcnn-mnist 80.19. The published weights were at first to have 9,000 steps, whose step size had
fallen to nothing (80.65 nats); 3,000 more began at half of it.
"""

from genmodels.models.pixelrnn import PixelRNNConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pixelrnn",
    data="mnist",
    config=PixelRNNConfig(width=48),
    steps=12_000,
    batch_size=32,
    fading=("learning_rate",),
)
