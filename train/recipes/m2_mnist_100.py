"""M2 on pixels: digits from a hundred labels, for five draws of these at once.

python -m train m2-mnist-100

5 minutes of an NVIDIA H200 that fourteen other trainings shared, and stopped at step 5,028 of 7,000, when the step size
had fallen to 56 % (a step takes about a second of a Xeon's thread):
test error 8.92 %, with a standard deviation of 1.65 over the draws (python -m train evaluate m2-mnist-100); on the
pixels alone labels that spread over neighbours are wrong about 17.87 %, a support vector machine about 20.80 %. The
paper has 11.97 %, with a deviation of 1.71. With --batch_size 256 --width 400 --steps 5000, 40 minutes of a busy
Xeon's thread, it is 14.66 and 1.90.
"""

from genmodels.models.semi_supervised_vae import SemiSupervisedVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="semi-supervised-vae",
    data="mnist",
    config=SemiSupervisedVAEConfig(reads="pixels", latents=16, width=500, draws=5, learning_rate=3e-3),
    steps=7000,
    batch_size=512,
    fading=("learning_rate",),
)
