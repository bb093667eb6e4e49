"""M1, and M2 on its codes: digits from a hundred labels, for five draws of these at once.

python -m train m1m2-mnist-100

24 minutes of a busy 2.5 GHz Xeon's thread, of which 7 for M1 (6 without other work):
test error 6.20 %, with a standard deviation of 0.28 over the draws (python -m train evaluate m1m2-mnist-100). On M1's
codes alone labels that spread over neighbours are wrong about 11.11 %, a support vector machine about 17.07 %.
The paper has 3.33 % after days: M2's bound still rises when this ends, and all five draws are wrong about the same
digits, so that what is missing is time and not labels.
"""

from genmodels.models.semi_supervised_vae import SemiSupervisedVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="semi-supervised-vae",
    data="mnist",
    config=SemiSupervisedVAEConfig(m1_steps=8000, draws=5, learning_rate=6e-3),
    steps=18000,
    fading=("learning_rate",),
)
