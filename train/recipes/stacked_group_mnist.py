"""Two layers of pooled filters on digits, the second on the pools of the first.

python -m train stacked-group-mnist
"""

from genmodels.models.stacked_group_sparse_autoencoder import StackedGroupSparseAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="stacked-group-sparse-autoencoder",
    data="mnist",
    config=StackedGroupSparseAutoencoderConfig(layer_steps=2500),
    steps=4500,
    batch_size=32,
    fading=("learning_rate",),
)
