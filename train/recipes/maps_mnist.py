"""Five maps of 5,000 digits.

python -m train maps-mnist

Solved in 4 minutes of a busy 2.5 GHz Xeon's CPU thread. New digits placed on the t-SNE map lie among their kind in
92.5 % of cases, on the others in 44 to 52 %; trustworthiness 0.988 (python -m train evaluate maps-mnist). To place one
on all five takes 5 ms of a core (python -m bench.map_placing).
"""

from genmodels.models.manifold import ManifoldConfig
from train.recipe import Recipe

RECIPE = Recipe(family="manifold", data="mnist", config=ManifoldConfig(), steps=1, batch_size=5000)
