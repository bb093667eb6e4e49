"""M1, and M2 on its codes: digits from a hundred labels, for five draws of these at once.

python -m train m1m2-mnist-100

36 minutes of a Xeon's thread that had half of its core:
test error 4.28 %, with a standard deviation of 0.28 over the draws (python -m train evaluate m1m2-mnist-100). On M1's
codes alone labels that spread over neighbours are wrong about 11.26 %, a support vector machine about 16.56 %.
The paper has 3.33 % after days. With 128 pictures a step (--batch_size 128 --steps 94000 --m1_steps 14000) it was
4.79 %, and 0.56, in twice the time; with half as many steps again (--steps 24000 --m1_steps 7000) 4.13 %, and 0.35.
"""

from genmodels.models.semi_supervised_vae import SemiSupervisedVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="semi-supervised-vae",
    data="mnist",
    config=SemiSupervisedVAEConfig(m1_steps=6000, draws=5, learning_rate=6e-3),
    steps=16_000,
    batch_size=512,
    fading=("learning_rate",),
)
