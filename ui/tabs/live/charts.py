"""Charts that several shows of the Live training tab have."""

from ui.live.show import Chart, Line

# of the game of two players
GAME = Chart("loss", (Line("d_loss", "first"), Line("g_loss", "second")))
OPINION = Chart(
    "opinion",
    (
        Line("d_x", "first"),
        Line("d_g_z1", "second"),
        Line("d_g_z2", "second", dashed=True),
        Line("d_accuracy", "other"),
    ),
    range=(0, 1),
    level=0.5,
)
GRADIENT = Chart("gradient", (Line("g_gradient", "second"),), log=True)

# of the evidence lower bound: the gap between the two lines is what the posteriors cost
BOUND = Chart("bound", (Line("reconstruction", "first"), Line("elbo", "good")), from_zero=False)
KL = Chart("kl", (Line("kl", "second"),))
EACH = Chart("kl_each", bars="kl")

# of the judge's exam
CLASSES = Chart("classes", bars="histogram", judged=True)
CONFIDENCE = Chart("confidence", (Line("confidence", "good"),), range=(0, 1), judged=True)
AGREEMENT = Chart("agreement", (Line("agreement", "good"),), range=(0, 1), judged=True)
FRECHET = Chart("frechet", (Line("frechet", "good"),), log=True, judged=True, floor="floor")

SPEED = Chart("speed", (Line("rate", "other"),), from_zero=False)
