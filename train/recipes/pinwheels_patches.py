"""A sheet of 16 x 16 units whose pools are 0.6 units wide, on patches of photographs.

python -m train pinwheels-patches

14 seconds on 1 CPU thread of a Xeon: the directions of neighbours differ by 10.8 degrees (shuffled by 45.3), and
there are 8 pinwheels (shuffled 88) whose four units all prefer a direction (python -m train evaluate
pinwheels-patches). Sheets differ: with the seeds 0 to 11 it is 10.8 to 13.8 degrees, 12.4 in the mean, and 3 to 8
pinwheels, 5 in the mean. This is the one that has both fewest degrees and most pinwheels.
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
    seed=9,
    fading=("learning_rate",),
)
