"""An adversarial autoencoder of digits whose codes follow a swiss roll, a tenth of it for each digit.

python -m train aae-mnist-roll

15 minutes on 1 CPU thread of a 2.5 GHz Xeon that had other work, too:
own_component 0.940, judge_accuracy 0.965, two_sample_accuracy 0.558 (python -m train evaluate aae-mnist-roll).
"""

from genmodels.models.adversarial_autoencoder import AdversarialAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="adversarial-autoencoder",
    data="mnist",
    config=AdversarialAutoencoderConfig(prior="roll", width=320, g_learning_rate=2e-3),
    steps=8000,
    fading=("learning_rate", "g_learning_rate", "d_learning_rate"),
)
