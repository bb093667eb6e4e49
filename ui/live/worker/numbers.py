"""Numbers for the page."""

import math


def short(value: float | None) -> float | None:
    """Four digits are what a curve can show; None where there is no number."""
    return float(f"{value:.4g}") if value is not None and math.isfinite(value) else None
