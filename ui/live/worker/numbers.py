"""Numbers for the page."""

import math


def short(value: float) -> float | None:
    """Four digits are what a curve can show; None where there is no number."""
    return float(f"{value:.4g}") if math.isfinite(value) else None
