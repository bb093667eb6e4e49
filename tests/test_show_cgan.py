"""The conditional GAN's show: ten columns by class, and an exam that knows what was asked for."""

from dataclasses import replace

import torch
from shows import show

from genmodels import catalog, runtime

pytest_plugins = ["judging"]


def test_its_exam_tells_how_often_the_judge_sees_what_was_asked_for(examiner):
    cgan = show("cgan")
    family = catalog.family("cgan")
    runtime.seed_everything(0)
    learner = family.learner(family.config(**cgan.begin | {"width": 8, "d_width": 8}))
    truth = [True, False]

    def drawn(model, latents, labels):
        """Real pictures of the labels, or of the next ones."""
        wanted = labels if truth[0] else (labels + 1) % 10
        test = examiner.data
        first = torch.stack([test.images[test.labels == label][0] for label in range(10)]).float() / 255
        return first[wanted]

    agreement = []
    for truth[0] in (True, False):
        examiner.due = 0.0
        result = None
        while result is None:
            result = examiner.advance(learner, replace(cgan, draw=drawn))
        agreement.append(result["agreement"])
    assert agreement[0] > 0.8 and agreement[1] < 0.2


def test_its_sheet_has_a_column_for_each_class_with_an_opinion_under_each_picture():
    family = catalog.family("cgan")
    learner = family.learner(family.config(**show("cgan").begin | {"width": 8, "d_width": 8}))
    samples = learner.preview()["samples"]
    assert samples.columns == 10 and len(samples.images) % 10 == 0 and len(samples.values) == len(samples.images)
