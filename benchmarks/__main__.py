"""`python -m benchmarks NAME [--json]`: run one benchmark."""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Benchmarks are the files here that define `main(arguments) -> int`."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\ndef main(" in path.read_text("utf-8"))


def run(arguments: list[str]) -> int:
    """Run the benchmark that is named first; the rest is for that benchmark."""
    if not arguments or arguments[0] not in names():
        print(f"Choose a benchmark: {', '.join(names())}.", file=sys.stderr)
        return 2
    chosen = import_module(f"benchmarks.{arguments[0]}")
    return int(chosen.main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
