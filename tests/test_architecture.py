"""The house in CONTRIBUTING.md, held by parsing the imports: each room imports only from the rooms before it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "keta_evidence"
ROOMS = [
    "diagnostics",
    "units",
    "records",
    "reading",
    "dosing",
    "collation",
    "evidence",
    "consistency",
    "query",
    "tables",
    "synthesis",
    "export",
    "plots",
    "api",
    "cli",
]
SOLE_IMPORTERS = {
    "yaml": {"records/text.py"},
    "ruamel": {"records/roundtrip.py"},
    "rich": {"export/formats/terminal.py"},
    "pandas": {"api.py", "tables/frame.py"},
    "pydantic": set(),
    "typer": {
        "cli/app.py",
        "cli/context.py",
        "cli/options.py",
        *(f"cli/commands/{path.name}" for path in PACKAGE.glob("cli/commands/*.py")),
    },
    "matplotlib": {
        f"plots/{name}.py"
        for name in ("dose", "files", "gaps", "harvest", "labels", "style", "timeline")
    },
    "click": set(),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> str | None:
    parts = module.split(".")
    return (
        parts[1] if parts[0] == "keta_evidence" and len(parts) > 1 and parts[1] in ROOMS else None
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_room_imports_only_from_rooms_before_it(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own not in ROOMS:
        assert own in ("__init__", "__main__")
        return
    late = {
        name
        for name in imported(path)
        if (other := room(name)) is not None and ROOMS.index(other) > ROOMS.index(own)
    }
    assert late == set()


def test_the_library_never_imports_the_command_line() -> None:
    assert not [name for name in imported(PACKAGE / "__init__.py") if room(name) == "cli"]


@pytest.mark.parametrize("outside", SOLE_IMPORTERS)
def test_one_module_for_each_outside_thing(outside: str) -> None:
    importers = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if any(name.split(".")[0] == outside for name in imported(path))
    }
    assert importers <= SOLE_IMPORTERS[outside]


OUTPUTS = ("synthesis", "plots", "tables", "export", "cli")
READERS_AND_SOURCES = {
    "tables/row.py": "whether any document is read at all",
    "tables/overviews.py": "reports of an overview",
    "export/audit.py": "readers and sources",
    "export/reports.py": "what each report says, for `show`, which leaves nothing out",
    "cli/context.py": "sources, and reports of an overview",
    "cli/commands/why.py": "reports of an overview",
    "synthesis/methods.py": "readers and sources",
    "synthesis/overlap.py": "sources",
    "synthesis/claim_studies.py": "sources",
    "synthesis/claim_checks.py": "sources, and reports of an overview",
    "synthesis/claims.py": "sources",
}
"""What may look at the reports of a study, and for what; never for what they say of it."""
REPORTED = {"relief", "outcomes", "adverse_events", "comedication", "regimen", "arms", "design"}


def _looks_into_reports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Attribute):
            continue
        if node.attr == "reports":
            yield "reports"
        if isinstance(node.value, ast.Name) and node.value.id == "report" and node.attr in REPORTED:
            yield f"report.{node.attr}"


def test_outputs_read_collated_studies_and_look_into_no_report() -> None:
    found: dict[str, set[str]] = {}
    for path in MODULES:
        name = path.relative_to(PACKAGE).as_posix()
        if name.split("/")[0] in OUTPUTS:
            looked = set(_looks_into_reports(path))
            if looked:
                found[name] = looked
    into = {name for name, looked in found.items() if looked != {"reports"}}
    assert into == {"export/reports.py"}
    assert set(found) <= set(READERS_AND_SOURCES)


def test_the_picture_in_contributing_names_every_room() -> None:
    picture = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[1]
    drawn = [
        line.split()[0].rstrip("/").removesuffix(".py")
        for line in picture.splitlines()
        if line.startswith("  ")
    ]
    assert drawn == ROOMS
    there = {
        path.name.removesuffix(".py") for path in PACKAGE.iterdir() if not path.name.startswith("_")
    }
    assert there == set(ROOMS)


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["show", "max-1995"],
        ["compare", "max-1995", "amr-2010"],
        ["grade"],
        ["validate"],
        ["why", "max-1995", "relief"],
        ["plot", "dose"],
    ],
    ids=lambda command: command[0],
)
def test_reading_commands_import_neither_pandas_nor_pydantic_nor_rich(command: list[str]) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['keta-evidence', *{command!r}]\n"
        "try:\n    runpy.run_module('keta_evidence', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'pandas', 'pydantic', 'ruamel', 'matplotlib', 'rich', 'numpy', 'scipy'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=PACKAGE.parent,
        check=True,
    )
    assert "HEAVY []" in done.stderr
