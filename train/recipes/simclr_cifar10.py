"""SimCLR on photographs, for a GPU: the residual network, views that change colours, 200 epochs.

python -m train simclr-cifar10

Not published: it needs CIFAR-10, which is fetched, and a GPU. The public figure for this network, these epochs and
batches of 128 is 84.7 % by nearest neighbours (lightly's benchmark); ours was not measured.
"""

from genmodels.models.simclr import SimCLRConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="simclr",
    data="cifar10",
    config=SimCLRConfig(
        channels=3,
        size=32,
        encoder="resnet18",
        width=64,
        dimensions=128,
        crop=0.2,
        shade=0.4,
        colour=0.4,
        grey=0.2,
        learning_rate=1e-3,
    ),
    steps=19_500,
    batch_size=512,
    fading=("learning_rate",),
)
