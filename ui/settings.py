"""What an operator may set, by environment variables named GENMODELS_ and the knob's name in capitals."""

import os
from dataclasses import dataclass
from typing import Self

from genmodels.config import Config, UserError, knob, knobs


@dataclass(frozen=True, kw_only=True)
class Settings(Config):
    """GENMODELS_HOST=0.0.0.0 GENMODELS_PORT=8000 python app.py"""

    host: str = knob("127.0.0.1", "address to listen on; 0.0.0.0 lets other machines in")
    port: int = knob(7860, "port to listen on", low=1, high=65535)

    @classmethod
    def from_environment(cls) -> Self:
        """The settings with what the environment says; raises UserError for a value that does not fit."""
        # a Space is reached through its own proxy only, which comes from another address
        values = {"host": "0.0.0.0"} if "SPACE_ID" in os.environ else {}
        for name, field in knobs(cls).items():
            variable = f"GENMODELS_{name.upper()}"
            if variable in os.environ:
                try:
                    values[name] = field.type(os.environ[variable])
                except ValueError as error:
                    raise UserError(f"{variable} must be a number, not {os.environ[variable]!r}") from error
        return cls(**values)
