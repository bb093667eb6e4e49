"""An adversarial autoencoder of digits whose codes follow a swiss roll, a tenth of it for each digit.

python -m train aae-mnist-roll

7 minutes on 1 CPU thread of an AMD EPYC that had other work, too:
own_component 0.942, judge_accuracy 0.970, two_sample_accuracy 0.536 (python -m train evaluate aae-mnist-roll).
With half of the steps, and noise of 0.05 before the discriminator, 0.940, 0.965 and 0.558. What the judge does not see
lies within a twentieth of a piece of the roll from its ends, where the decoder blends one digit into the next.
"""

from genmodels.models.adversarial_autoencoder import AdversarialAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="adversarial-autoencoder",
    data="mnist",
    config=AdversarialAutoencoderConfig(prior="roll", width=320, d_noise=0.02, g_learning_rate=2e-3),
    steps=16000,
    fading=("learning_rate", "g_learning_rate", "d_learning_rate"),
)
