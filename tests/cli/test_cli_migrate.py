"""``migrate`` as it is typed.

What is written, what is said, and that the records say the same afterwards.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from cli_runs import ROOT, run_in

FORMAT_1 = ROOT / "tests" / "records" / "format-1"


def test_migrate_rewrites_a_folder_once(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FORMAT_1, tmp_path / "studies"))
    files = sorted(folder.rglob("*.yaml"))
    before = run_in(ROOT, "--studies", str(folder), "list", "-f", "json")
    first = run_in(ROOT, "migrate", str(folder))
    assert (first.code, sorted(first.out.split())) == (0, [str(path) for path in files])
    assert first.err == f"{len(files)} files migrated to format 2; 0 were in it already\n"
    assert all("format: 2\n" in path.read_text(encoding="utf-8") for path in files)
    after = run_in(ROOT, "--studies", str(folder), "list", "-f", "json")
    assert before.code == 0
    assert after.whole == before.whole
    texts = [path.read_bytes() for path in files]
    second = run_in(ROOT, "migrate", str(folder))
    assert (second.code, second.out) == (0, "")
    assert second.err == f"0 files migrated to format 2; {len(files)} were in it already\n"
    assert [path.read_bytes() for path in files] == texts


def test_migrate_refuses_a_folder_with_an_error_and_one_of_a_later_format(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FORMAT_1, tmp_path / "studies"))
    one = folder / "short-1999.yaml"
    text = one.read_text(encoding="utf-8")
    one.write_text(text.replace("kind: study", "kind: studi"), encoding="utf-8")
    (folder / "vocabulary.yaml").write_text("format: 9\n", encoding="utf-8")
    ran = run_in(ROOT, "migrate", str(folder))
    assert (ran.code, ran.out) == (1, "")
    assert "short-1999.yaml" in ran.err
    assert "KE007 error: format: a newer record format" in ran.err
    assert "nothing was written" in ran.err
    assert "format: 2" not in one.read_text(encoding="utf-8")


def test_migrate_of_what_is_no_folder_of_records(tmp_path: Path) -> None:
    ran = run_in(ROOT, "migrate", str(tmp_path / "nowhere"))
    assert (ran.code, ran.out) == (3, "")
