"""M2 on pixels: digits from one draw of a hundred labels.

python -m train m2-mnist-100

15 minutes of a busy 2.5 GHz Xeon's thread:
test error 13.27 % (python -m train evaluate m2-mnist-100); on the pixels alone labels that spread over neighbours are
wrong about 17.87 %, a support vector machine about 20.80 %. The paper has 11.97 %, with a deviation of 1.71 over draws.
"""

from genmodels.models.semi_supervised_vae import SemiSupervisedVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="semi-supervised-vae",
    data="mnist",
    config=SemiSupervisedVAEConfig(reads="pixels", latents=16, width=256, learning_rate=3e-3),
    steps=5000,
    fading=("learning_rate",),
)
