"""M1, and M2 on its codes: digits from a hundred labels, for five draws of these at once.

python -m train m1m2-mnist-100

76 minutes of a 2.5 GHz Xeon's thread that had half of its core; 40 at the rate it had alone:
test error 4.79 %, with a standard deviation of 0.56 over the draws (python -m train evaluate m1m2-mnist-100). On M1's
codes alone labels that spread over neighbours are wrong about 12.16 %, a support vector machine about 17.14 %.
The paper has 3.33 % after days. After 18,000 steps it was 6.20 %, with 8,000 of them for M1.
"""

from genmodels.models.semi_supervised_vae import SemiSupervisedVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="semi-supervised-vae",
    data="mnist",
    config=SemiSupervisedVAEConfig(m1_steps=14000, draws=5, learning_rate=6e-3),
    steps=94000,
    fading=("learning_rate",),
)
