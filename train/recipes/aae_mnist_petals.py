"""An adversarial autoencoder of digits whose codes follow ten petals, one for each digit.

python -m train aae-mnist-petals

9 minutes on 1 CPU thread of a 2.5 GHz Xeon that had other work, too:
own_component 0.950, judge_accuracy 0.957, two_sample_accuracy 0.554 (python -m train evaluate aae-mnist-petals).
Draws of these petals themselves lie in their own one with 98.4 %: near the origin petals overlap.
"""

from genmodels.models.adversarial_autoencoder import AdversarialAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="adversarial-autoencoder",
    data="mnist",
    config=AdversarialAutoencoderConfig(width=320, g_learning_rate=2e-3),
    steps=8000,
    fading=("learning_rate", "g_learning_rate", "d_learning_rate"),
)
