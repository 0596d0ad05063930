"""Rewrites the golden files from what the program prints now.

Then read the difference: is each line of it meant?
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))

from cli_runs import run
from golden_cases import CASES, golden_files


def main() -> None:
    """Write what differs and name it. A command that fails is no golden output."""
    failed = [name for name, words in CASES.items() if run(*words).code]
    if failed:
        sys.exit(f"nothing written; these fail: {', '.join(failed)}")
    for path, content in golden_files().items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            print(f"written: {path.name}")
    for path in Path(__file__).parent.iterdir():
        if path.is_file() and path.name not in (*CASES, "write.py"):
            print(f"no case writes it: {path.name}")


if __name__ == "__main__":
    main()
