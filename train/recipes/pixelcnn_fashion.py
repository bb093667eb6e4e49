"""The gated PixelCNN of Fashion-MNIST's articles in four greys.

python -m train pixelcnn-fashion

83 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared:
test NLL 200.4 nats, 0.37 bits for each pixel of two (python -m train evaluate pixelcnn-fashion).
"""

from genmodels.models.pixelcnn import PixelCNNConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pixelcnn",
    data="fashion",
    config=PixelCNNConfig(width=24, levels=4),
    steps=8_000,
    batch_size=32,
    fading=("learning_rate",),
)
