"""An adversarial autoencoder of digits whose codes follow ten petals, one for each digit.

python -m train aae-mnist-petals

15 minutes on 1 CPU thread of a 2.5 GHz Xeon that had other work, too:
own_component 0.981, judge_accuracy 0.943, two_sample_accuracy 0.531 (python -m train evaluate aae-mnist-petals).
The judge's is short of it because petals meet at the origin, where the decoder blends neighbours.
With 10,000 labels (--labelled 0.16667) 0.967, 0.939 and 0.526.
With two layers of 320 units in place of convolutions 0.950, 0.957 and 0.554:
python -m train aae-mnist-petals --network perceptron --width 320 --g_learning_rate 2e-3 --d_learning_rate 1e-3 \\
    --batch_size 128 --steps 8000
"""

from genmodels.models.adversarial_autoencoder import AdversarialAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="adversarial-autoencoder",
    data="mnist",
    config=AdversarialAutoencoderConfig(
        network="convolutional", width=256, g_learning_rate=3e-3, d_learning_rate=1.5e-3
    ),
    steps=10000,
    batch_size=64,
    fading=("learning_rate", "g_learning_rate", "d_learning_rate"),
)
