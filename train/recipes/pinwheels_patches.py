"""A sheet of 16 x 16 units whose pools are 0.6 units wide, on patches of photographs.

python -m train pinwheels-patches

17 seconds on 1 CPU thread of an AMD EPYC: the directions of neighbours differ by 11.9 degrees (shuffled by 44.7), and
there are 6 pinwheels (shuffled 81) whose four units all prefer a direction, 8 with those that hardly do
(python -m train evaluate pinwheels-patches). With the seeds 1 to 5 it is 11.4 to 12.9 degrees, and 4 to 7 pinwheels.
Wider pools and more steps make neighbours more alike, and pinwheels meet and vanish: with four times the steps it is
10.4 degrees and 2.
"""

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
