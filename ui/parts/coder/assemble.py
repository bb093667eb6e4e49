"""Makes arithmetic.wasm, which browsers run, of arithmetic.wat, which people read: python -m ui.parts.coder.assemble"""

from pathlib import Path

SOURCE = Path(__file__).with_name("arithmetic.wat")
MADE = SOURCE.with_suffix(".wasm")


def assembled() -> bytes:
    """What the source means; needs requirements-dev.txt."""
    from wasmtime import wat2wasm

    return bytes(wat2wasm(SOURCE.read_text("utf-8")))


if __name__ == "__main__":
    MADE.write_bytes(assembled())
    print(f"{MADE.name}: {MADE.stat().st_size} bytes")
