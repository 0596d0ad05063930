"""Whole-process time of commands as a ratio to importing typer and rich, measured in pairs (see scripts/bench)."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

PAIRS = 15
LIMIT = 3.5
BASE = [sys.executable, "-c", "import typer, rich"]
COMMANDS: dict[str, list[str]] = {
    "list": ["list"],
    "list --indication CRPS -f json": ["list", "--indication", "CRPS", "-f", "json"],
    "show sigtermans-2009": ["show", "sigtermans-2009"],
    "validate": ["validate"],
}


def seconds(command: list[str]) -> float:
    """Wall-clock time of one run of a command whose output goes to a pipe."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def ratios(command: list[str], pairs: int) -> list[float]:
    """Time of the command over time of the base, pair by pair, after one run of each that is not counted."""
    whole = [sys.executable, "-P", "-m", "keta_evidence", *command]
    seconds(BASE), seconds(whole)
    return sorted(seconds(whole) / seconds(BASE) for _ in range(pairs))


def main() -> None:
    """Print one line a command; exit 1 if the median of ``list`` is above the limit."""
    medians = {}
    for name, command in COMMANDS.items():
        found = ratios(command, PAIRS)
        medians[name] = statistics.median(found)
        print(
            f"{name:<32} {medians[name]:.2f} x import typer, rich (least "
            f"{found[0]:.2f}, most {found[-1]:.2f}, {PAIRS} pairs)"
        )
    print(f"limit for list: {LIMIT}")
    sys.exit(medians["list"] > LIMIT)


if __name__ == "__main__":
    main()
