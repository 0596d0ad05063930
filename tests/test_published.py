"""What is generated and published: JSON Schemas, data dictionary, examples in the README, the wheel."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from keta_evidence.records.format import build_entry, entry_fields
from keta_evidence.records.library import record_paths
from keta_evidence.records.migrate import migrated_text
from keta_evidence.records.schema import PUBLISHED, entries_of, example_of, json_schema
from keta_evidence.records.text import Document
from keta_evidence.records.trees import Tree

ROOT = Path(__file__).parent.parent
STUDIES = ROOT / "studies"


def as_an_editor_reads_it(path: Path, kind: str = "study") -> Any:
    """Plain YAML with its implicit types, in the present format; dates as text, as JSON has no other."""
    text = migrated_text(path.read_text(encoding="utf-8"), kind)
    return json.loads(json.dumps(yaml.safe_load(text), default=_date))


def _date(value: object) -> str:
    assert isinstance(value, datetime.date)
    return value.isoformat()


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_schema_is_valid_and_current(name: str) -> None:
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads((STUDIES / f"{name}.schema.json").read_text(encoding="utf-8")) == schema


@pytest.mark.parametrize("path", record_paths(STUDIES), ids=lambda path: path.stem)
def test_every_record_is_valid_in_an_editor(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema("study"))
    assert [error.message for error in validator.iter_errors(as_an_editor_reads_it(path))] == []


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("source", "sources/*.yaml"),
        ("vocabulary", "vocabulary.yaml"),
        ("overview", "overviews/*.yaml"),
        ("claims", "claims/*.yaml"),
    ],
)
def test_files_beside_the_records_are_valid_in_an_editor(name: str, files: str) -> None:
    paths = list(STUDIES.glob(files))
    assert paths
    validator = jsonschema.Draft202012Validator(json_schema(name))
    for path in paths:
        read = as_an_editor_reads_it(path, name)
        assert [error.message for error in validator.iter_errors(read)] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(unknown="key"),
        lambda record: record.pop("title"),
        lambda record: record["reports"][0]["design"].update(allocation="random"),
        lambda record: record["reports"][0].update(participants="many"),
        lambda record: record["reports"][0].update(participants=None),
        lambda record: record["reports"][0]["regimen"]["phases"][0].update(rate=5),
    ],
)
def test_the_schema_refuses_what_is_wrong(change: Any) -> None:
    record = as_an_editor_reads_it(STUDIES / "sigtermans-2009.yaml")
    change(record)
    assert list(jsonschema.Draft202012Validator(json_schema("study")).iter_errors(record))


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_key_has_title_description_and_example(name: str) -> None:
    schema = json_schema(name)
    for definition in [schema, *schema["$defs"].values()]:
        for key, said in definition.get("properties", {}).items():
            if key == "value" and definition["title"].startswith("Fact"):
                assert said.get(
                    "description"
                )  # what belongs there is told by the key that holds the fact
            else:
                assert (key, bool(said.get("description")), len(said.get("examples", []))) == (
                    key,
                    True,
                    1,
                )
                assert said.get("title") or "$ref" in said, key


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_example_could_be_typed(name: str) -> None:
    for entry in entries_of(PUBLISHED[name]):
        for key, hint in entry_fields(entry).items():
            example = example_of(hint)
            if example is not None:
                value, problems = build_entry(
                    hint, Document(Path("example.yaml"), as_typed(example))
                )
                assert (value is not None, problems) == (True, ()), (key, example)


def as_typed(example: Any) -> Tree:
    if isinstance(example, dict):
        return {key: as_typed(value) for key, value in example.items()}
    return [as_typed(item) for item in example] if isinstance(example, list) else str(example)


def test_every_record_points_editors_at_the_schema() -> None:
    for path in record_paths(STUDIES):
        assert path.read_text(encoding="utf-8").startswith(
            "# yaml-language-server: $schema=study.schema.json\n"
        ), path.name


def test_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.stdout, done.returncode) == ("", 0), (
        f"run scripts/docs: {done.stdout}{done.stderr}"
    )


def test_every_command_stands_in_the_readme() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "keta_evidence", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    commands = [
        line.split()[0] for line in shown.split("Commands:")[1].splitlines() if line.strip()
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(commands) >= 10
    assert [name for name in commands if f"| `{name}" not in readme] == []


def test_the_wheel_holds_the_records_and_works_from_any_folder(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    shipped = [
        name
        for name in names
        if Path(name).parent == Path("keta_evidence/_studies") and name.endswith(".yaml")
    ]
    assert len(shipped) == len(record_paths(STUDIES)) + 1  # and the vocabulary
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-m", "keta_evidence", "list", "-f", "csv"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    assert len(done.stdout.splitlines()) == len(record_paths(STUDIES)) + 1
    assert "sigtermans-2009" in done.stdout
