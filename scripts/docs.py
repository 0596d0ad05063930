"""Writes every generated file (see scripts/docs).

With --check, says which are out of date and exits 1.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from keta_evidence.records.dictionary import dictionary_lines
from keta_evidence.records.schema import PUBLISHED, json_schema

ROOT = Path(__file__).parent.parent
_EXAMPLE = re.compile(
    r"""(```console\n\$\ (?P<command>keta-evidence\ [^\n]*)\n)  # what is typed
        .*?                                                      # what it printed
        (```)
    """,
    re.DOTALL | re.VERBOSE,
)
_QUIET = {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}


def run(command: str) -> str:
    """stdout, then stderr, of a keta-evidence command as the README shows it."""
    words = [sys.executable, "-P", "-m", "keta_evidence", *shlex.split(command)[1:]]
    done = subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", env=_QUIET, cwd=ROOT, check=False
    )
    return done.stdout + done.stderr


def with_examples(text: str) -> str:
    """A page with the output of each ```console example as it is now."""
    return _EXAMPLE.sub(lambda match: f"{match[1]}{run(match['command'])}{match[3]}", text)


def generated() -> Iterator[tuple[Path, str]]:
    """Path and content of every generated file."""
    worked = (ROOT / "studies" / "wilson-2008.yaml").read_text(encoding="utf-8")
    yield ROOT / "studies" / "README.md", "\n".join(dictionary_lines(worked)) + "\n"
    for name in PUBLISHED:
        yield (
            ROOT / "studies" / f"{name}.schema.json",
            json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n",
        )
    yield from pictures()
    readme = ROOT / "README.md"
    yield readme, with_examples(readme.read_text(encoding="utf-8"))


def pictures() -> Iterator[tuple[Path, str]]:
    """The picture in the README, with its data and its description."""
    with tempfile.TemporaryDirectory() as folder:
        run(f"keta-evidence plot timeline -o {folder}/timeline.svg")
        for path in sorted(Path(folder).iterdir()):
            yield ROOT / "docs" / path.name, path.read_text(encoding="utf-8")


def main() -> None:
    """Write what differs, or only name it."""
    stale = [
        (path, text)
        for path, text in generated()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    sys.exit(bool(stale) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    main()
