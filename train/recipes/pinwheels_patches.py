"""x."""

from genmodels.models.group_sparse_autoencoder import GroupSparseAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="group-sparse-autoencoder",
    data="patches-12",
    config=GroupSparseAutoencoderConfig(),
    steps=4000,
    batch_size=200,
    fading=("learning_rate",),
)
