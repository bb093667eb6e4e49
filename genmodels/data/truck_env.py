"""The truck backer-upper behind gymnasium's Env. A module of its own: gymnasium takes half a second to import."""

import gymnasium
import numpy as np
import torch

from genmodels.data.truck import STEERING, TRUCK, docked, failed


class TruckEnv(gymnasium.Env[np.ndarray, np.ndarray]):
    """Observations (4,) float32 (x, y, cab, trailer), actions (1,) in radians, the reward minus the cost of truck.py.

    It terminates at the dock's side, by a jackknife and outside the yard; `info` says which: "docked", "failed".
    """

    metadata = {"render_modes": []}  # noqa: RUF012

    def __init__(self):
        self.observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (4,), np.float32)
        self.action_space = gymnasium.spaces.Box(-STEERING, STEERING, (1,), np.float32)
        self.steps, self.state = 0, torch.empty(4)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        super().reset(seed=seed, options=options)
        chance = torch.Generator().manual_seed(int(self.np_random.integers(2**31)))
        self.steps, self.state = 0, TRUCK.starts(1, chance)[0]
        return self.state.numpy().copy(), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict]:
        taken = torch.as_tensor(action, dtype=torch.float32).clamp(-STEERING, STEERING)
        cost = TRUCK.cost(self.state, taken)
        self.steps, self.state = self.steps + 1, TRUCK.step(self.state, taken)
        ended = bool(TRUCK.over(self.state))
        cost = cost + TRUCK.final(self.state) * ended
        info = {"docked": bool(docked(self.state)), "failed": bool(failed(self.state))}
        return self.state.numpy().copy(), -float(cost), ended, self.steps >= TRUCK.length, info
