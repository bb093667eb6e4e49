"""An adversarial autoencoder of digits whose codes follow a swiss roll, a tenth of it for each digit.

python -m train aae-mnist-roll

15 minutes on 1 CPU thread of a Xeon that had much other work:
own_component 0.946, judge_accuracy 0.981, two_sample_accuracy 0.520 (python -m train evaluate aae-mnist-roll).
Without waves 0.942, 0.970 and 0.536: what the judge did not see lay within a twentieth of a piece of the roll from its
ends, where a decoder that is told the code alone blends one digit into the next.
"""

from genmodels.models.adversarial_autoencoder import AdversarialAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="adversarial-autoencoder",
    data="mnist",
    config=AdversarialAutoencoderConfig(prior="roll", width=320, waves=32, d_noise=0.02, g_learning_rate=2e-3),
    steps=16000,
    fading=("learning_rate", "g_learning_rate", "d_learning_rate"),
)
