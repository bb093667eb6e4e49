"""The gated PixelCNN of binarised MNIST: 77,000 weights in six layers.

python -m train pixelcnn-mnist

1.4 hours on 1 CPU thread of a 2.5 GHz Xeon where it has a core to itself (here 3.8, beside others):
test NLL 80.19 nats (python -m train evaluate pixelcnn-mnist). The paper has 81.30 for its PixelCNN and 80.54 for the
row LSTM, on another binarisation of the same pictures; vae-mnist has 84.15 on this one.
"""

from genmodels.models.pixelcnn import PixelCNNConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pixelcnn",
    data="mnist",
    config=PixelCNNConfig(width=24),
    steps=13_000,
    batch_size=32,
    fading=("learning_rate",),
)
