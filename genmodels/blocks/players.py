"""What is seen of a game of two networks: the opinions of the one that judges, and a step in slow motion.

A discriminator's opinion is the probability that a picture is real. A critic's score, and the logit of a discriminator
that compares (see blocks/minimax.py), means something beside others only: `relative`.
"""

from collections.abc import Hashable

import torch
from torch import Tensor, nn

from genmodels.blocks.plane import tiles
from genmodels.data.plane import POINT, to_points
from genmodels.learner import Learner
from genmodels.reasons import KnownError
from genmodels.runtime import autocast
from genmodels.shown import Field, Pictures, to_float32, to_uint8
from genmodels.watched import Stage, Watch

EXAMPLES = 8  # of the batch, in slow motion


@torch.no_grad()
def opinions(network: nn.Module, images: Tensor, *condition: Tensor, relative: bool) -> tuple[float, ...]:
    """What the network says of pictures (N, C, H, W) in [0, 1], as it judges in training.

    On copies of its buffers: looking must not change what batch norm remembers.
    """
    buffers = {name: value.clone() for name, value in network.named_buffers()}
    return _told(torch.func.functional_call(network, buffers, (images * 2 - 1, *condition)), relative)


def _told(output: Tensor, relative: bool) -> tuple[float, ...]:
    output = output.detach().float()
    return tuple((output if relative else output.sigmoid()).tolist())


class GameLearner(Learner):
    """A learner of two players, which the knob `players` names; one of them may be told to take the next step alone."""

    alone = ""

    def answer(self, name: str, *inputs: Tensor) -> Tensor:
        """What a network makes of its inputs, float32; on the way there in the numbers of the knob `precision`."""
        with autocast(inputs[0].device, self.config.precision):
            return self.networks[name](*inputs).float()

    def playing(self) -> str:
        """Who plays in this step; asked once in each."""
        now, self.alone = self.alone or self.config.players, ""
        return now

    def phase(self) -> Hashable:
        """Whether a step of both reaches the turn of the slower one."""
        return None if self.alone else (self.steps + 1) % self.pace() == 0

    def pace(self) -> int:
        """Every so many steps of both the generator trains too."""
        return 1

    def hear(self, name: str, value: str) -> None:
        """ "alone": a player's name."""
        if name != "alone":
            raise KnownError("unheard", name=name)
        self.alone = value

    def extra_state(self) -> dict:
        return {"alone": self.alone}

    def set_extra_state(self, state: dict) -> None:
        self.alone = state.get("alone", "")


class GameWatch(Watch):
    """A step of `generator` and one other network, in the stages of the lecture's algorithm.

    "noise", "fake", "on_real", "on_fake" (with a mean over the whole batch), the other network's update, "again" (its
    mean opinion of the same fakes after it), "update_generator". What did not happen in this step is missing.
    """

    def __init__(self, networks: dict[str, nn.Module], relative: bool):
        super().__init__(networks)
        self.relative = relative
        self.judging = next(name for name in networks if name != "generator")
        self.seen: dict[str, Stage] = {}
        self.made: Tensor | None = None  # the generator's last pictures
        watchers = {"generator": self._generated, self.judging: self._judged}
        self.hooks = [networks[name].register_forward_hook(note) for name, note in watchers.items()]

    def close(self) -> list[Stage]:
        for hook in self.hooks:
            hook.remove()
        stages = [self.seen[name] for name in ("noise", "fake", "on_real", "on_fake") if name in self.seen]
        if "on_fake" in self.seen:
            stages.append(self.update(self.judging))
        if "again" in self.seen:
            stages += [self.seen["again"], self.update("generator")]
        return stages

    def _generated(self, network: nn.Module, inputs: tuple, output: Tensor) -> None:
        self.made = output.float()
        rows = inputs[0][:EXAMPLES]
        self.seen["noise"] = Stage("noise", Field(to_float32(rows), (0, rows.shape[1], len(rows), 0)))
        self.seen["fake"] = Stage("fake", self._pictures(self.made))

    def _judged(self, network: nn.Module, inputs: tuple, output: Tensor) -> None:
        pictures, told = inputs[0], _told(output, self.relative)
        mean = {"mean": sum(told) / len(told)}
        frozen = not next(network.parameters()).requires_grad  # as it is while the generator learns
        if self.made is not None and torch.equal(pictures, self.made):
            if frozen:
                self.seen["again"] = Stage("again", values=mean)
            else:
                self.seen["on_fake"] = Stage("on_fake", self._pictures(pictures, told), mean)
        elif not pictures.requires_grad and not frozen:  # what does is a point of the gradient penalty
            # the first of them: what comes after it has wrong labels
            self.seen.setdefault("on_real", Stage("on_real", self._pictures(pictures, told), mean))

    def _pictures(self, pictures: Tensor, told: tuple[float, ...] = ()) -> Pictures:
        seen = (pictures[:EXAMPLES] + 1) / 2
        shown = tiles(to_points(seen)) if seen.shape[1:] == POINT else to_uint8(seen)
        return Pictures(shown, EXAMPLES, told[:EXAMPLES], self.relative and bool(told))
