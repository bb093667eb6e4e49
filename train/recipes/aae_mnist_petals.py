"""An adversarial autoencoder of digits whose codes follow ten petals, one for each digit.

python -m train aae-mnist-petals

11 minutes on 1 CPU thread of an AMD EPYC that had other work, too:
own_component 0.981, judge_accuracy 0.959, two_sample_accuracy 0.523 (python -m train evaluate aae-mnist-petals).
Petals meet at the origin: of their own draws 0.982 lie in their own (own_component_draws), and no decoder can have the
judge agree more often. With half of the steps, and noise of 0.05 before the discriminator, 0.981, 0.943 and 0.531; with
twice the steps and 384 for the width 0.981, 0.958 and 0.600.
By that shorter recipe with 10,000 labels (--labelled 0.16667) 0.967, 0.939 and 0.526; with two layers of 320 units in
place of convolutions 0.950, 0.957 and 0.554:
python -m train aae-mnist-petals --network perceptron --width 320 --g_learning_rate 2e-3 --d_learning_rate 1e-3 \\
    --batch_size 128 --steps 8000 --d_noise 0.05
"""

from genmodels.models.adversarial_autoencoder import AdversarialAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="adversarial-autoencoder",
    data="mnist",
    config=AdversarialAutoencoderConfig(
        network="convolutional", width=256, d_noise=0.02, g_learning_rate=3e-3, d_learning_rate=1.5e-3
    ),
    steps=20000,
    batch_size=64,
    fading=("learning_rate", "g_learning_rate", "d_learning_rate"),
)
