"""M1, and M2 on its codes: digits from a hundred labels, for five draws of these at once.

python -m train m1m2-mnist-100

77 minutes of 1 CPU thread of a Xeon with AMX whose two cores one to three other trainings shared, in bfloat16 (19,000
steps, then by --resume with --steps 23000 as many as here; beside one other a step of M1 takes 33 ms, one of M2 280):
test error 3.23 %, with a standard deviation of 0.17 over the draws (python -m train evaluate m1m2-mnist-100); after
19,000 steps 3.34 %, and 0.10. On M1's codes alone labels that spread over neighbours are wrong about 10.87 %, a support
vector machine about 17.45 %. The paper has 3.33 % after days; there q(y | x) looks at the codes, and the digits lie
still. So it was 4.28 %, and 0.28, here (--looks codes --jitter 0 --alpha 0.1 --alone 300 --width 160 --m1_width 400
--m1_steps 6000 --learning_rate 6e-3 --batch_size 512 --steps 16000).
"""

from genmodels.models.semi_supervised_vae import SemiSupervisedVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="semi-supervised-vae",
    data="mnist",
    config=SemiSupervisedVAEConfig(
        looks="pixels",
        width=300,
        m1_width=600,
        m1_steps=12_000,
        draws=5,
        learning_rate=3e-3,
        classifier_width=16,
        precision="auto",
        alone=800,
        alpha=1.0,
        jitter=1.5,
    ),
    steps=23_000,
    batch_size=256,
    fading=("learning_rate",),
)
