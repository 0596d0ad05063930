"""The golden files.

Name of the file → words of the command. A .txt holds stderr, too, below a line that says so.
"""

from __future__ import annotations

from pathlib import Path

from cli_runs import GOLDEN, run

_COMMANDS = (
    "list", "show", "why", "compare", "grade", "fields", "discrepancies", "overlap", "validate", "explain", "verify", "new", "decide", "migrate", "schema",
    "claims", "trend", "summary", "near", "plot",
)  # fmt: skip

CASES: dict[str, tuple[str, ...]] = {
    "list.txt": ("list",),
    "list.md": ("list", "-f", "markdown"),
    "list.csv": ("list", "-f", "csv"),
    "list.tsv": ("list", "-f", "tsv"),
    "list.json": ("list", "-f", "json"),
    "list-where.txt": (
        "list",
        "--where",
        "total_dose >= 400 mg and relief > 4 wk",
        "--columns",
        "id,total_dose,relief",
    ),
    "list-nothing.txt": ("list", "-i", "cancer-pain", "--design", "randomised"),
    "list-nothing.json": (
        "list",
        "-i",
        "cancer-pain",
        "--design",
        "randomised",
        "-f",
        "json",
        "--columns",
        "id",
    ),
    "list-by-arm.txt": (
        "list",
        "--by",
        "arm",
        "--columns",
        "id,participants,infusion,total_dose,relief",
    ),
    "list-source.txt": (
        "list",
        "--source",
        "abstract-2005",
        "--columns",
        "id,participants,total_dose,relief",
    ),
    "show-adams.txt": ("show", "adams-2001"),
    "show-brown.txt": ("show", "brown-2005"),
    "show-arm.txt": ("show", "clark-2010:high"),
    "why-arms.txt": ("why", "clark-2010", "total_dose_mg_max"),
    "why-disputed.txt": ("why", "brown-2005", "participants"),
    "why-adjudicated.txt": ("why", "brown-2005", "relief"),
    "why-not-computable.txt": ("why", "davis-2012", "total_dose"),
    "compare.txt": ("compare", "adams-2001", "brown-2005"),
    "compare-fold.txt": ("compare", "adams-2001", "brown-2005", "--fold"),
    "compare-arms.md": ("compare", "clark-2010:low", "clark-2010:high", "--fold", "-f", "markdown"),
    "compare.json": (
        "compare",
        "adams-2001",
        "brown-2005",
        "--columns",
        "participants,total_dose",
        "-f",
        "json",
    ),
    "grade.txt": ("grade",),
    "grade-harm.txt": ("grade", "--question", "harm"),
    "grade-2009.txt": ("grade", "--scheme", "2009"),
    "fields.txt": ("fields",),
    "validate.txt": ("validate",),
    "explain.txt": ("explain", "KE305"),
    "version.txt": ("--version",),
    "help.txt": ("--help",),
    **{f"help-{command}.txt": (command, "--help") for command in _COMMANDS},
}


def golden_files() -> dict[Path, bytes]:
    """Path and content, as it is now, of every golden file.

    Each data format is stdout alone, byte for byte.
    """
    return {GOLDEN / name: golden_content(name) for name in CASES}


def golden_content(name: str) -> bytes:
    """What one golden file should hold."""
    ran = run(*CASES[name])
    notes = f"--- stderr\n{ran.err}" if name.endswith(".txt") and ran.err else ""
    return f"{ran.out}{notes}".encode()
