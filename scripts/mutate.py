"""Mutation tests: one thing is changed in a module, and its tests must fail (see scripts/mutate).

Each mutant is a child process that runs the module's tests with the changed source in its place. One that no test notices
survives: a test is missing, or the change means nothing, which the one who reads the list says.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import os
import signal
import sys
import types
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 120
"""A mutant that takes longer goes round for ever, which is noticed."""
TESTS: dict[str, tuple[str, ...]] = {
    "units/": ("tests/units",),
    "reading.py": ("tests/test_reading.py",),
    "dosing/": ("tests/dosing",),
    "collation/": ("tests/collation",),
    "evidence/": ("tests/evidence",),
    "synthesis/correlation.py": (
        "tests/synthesis/test_correlation.py",
        "tests/synthesis/test_against_scipy.py",
    ),
    "synthesis/binomial.py": ("tests/synthesis/test_binomial.py",),
    "synthesis/contrast.py": ("tests/synthesis/test_contrast.py",),
    "synthesis/": ("tests/synthesis",),
}
"""Beginning of a module's path in the package → the tests that must notice."""
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}  # fmt: skip
_RENAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_DROPPED = (ast.AugAssign, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Mutant:
    """A changed tree, and what was changed where."""

    tree: ast.Module
    line: int
    change: str


def mutants(text: str) -> Iterator[Mutant]:
    """Every change of one thing in a module."""
    tree = ast.parse(text)
    for place, node in enumerate(_changeable(tree)):
        for number, (change, _) in enumerate(_changes(node)):
            mutated = copy.deepcopy(tree)
            target = _changeable(mutated)[place]
            _, replacement = list(_changes(target))[number]
            _replace(mutated, target, replacement)
            yield Mutant(ast.fix_missing_locations(mutated), _line(node), change)


def _line(node: ast.AST) -> int:
    return node.target.lineno if isinstance(node, ast.comprehension) else getattr(node, "lineno", 0)


def _changeable(tree: ast.Module) -> list[ast.AST]:
    """The nodes of a module, without those of annotations, docstrings and messages of asserts."""
    found: list[ast.AST] = []
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.Assert | ast.JoinedStr | ast.arg | ast.Import | ast.ImportFrom):
            continue
        found.append(node)
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.AnnAssign):
            children = [child for child in children if child is not node.annotation]
        if isinstance(node, ast.FunctionDef):
            children = [child for child in children if child is not node.returns]
            children = [child for child in children if child not in node.decorator_list]
        if isinstance(node, ast.ClassDef):
            children = list(node.body)
        left += reversed(children)
    return found


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """What may be put in the place of a node, and what is said of it; ``None`` leaves it out."""
    if isinstance(node, ast.Compare):
        for place, sign in enumerate(node.ops):
            if type(sign) in _SWAPPED:
                other = _SWAPPED[type(sign)]()
                ops = [*node.ops[:place], other, *node.ops[place + 1 :]]
                yield _named(sign, other), ast.Compare(node.left, ops, node.comparators)  # type: ignore[arg-type]
    elif isinstance(node, ast.BoolOp):
        other = _SWAPPED[type(node.op)]()
        yield _named(node.op, other), ast.BoolOp(other, node.values)  # type: ignore[arg-type]
        for place, value in enumerate(node.values):
            rest = [*node.values[:place], *node.values[place + 1 :]]
            kept = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield f"without `{ast.unparse(value)}`", kept
    elif isinstance(node, ast.BinOp) and type(node.op) in _SWAPPED:
        other = _SWAPPED[type(node.op)]()
        yield _named(node.op, other), ast.BinOp(node.left, other, node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", node.operand
    elif isinstance(node, ast.IfExp):
        yield "always the first", node.body
        yield "always the second", node.orelse
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.Name) and node.id in _RENAMED:
        yield f"{node.id} → {_RENAMED[node.id]}", ast.Name(_RENAMED[node.id], node.ctx)
    else:
        yield from _changed_statements(node)


def _changed_statements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.If | ast.While):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield "condition turned", changed
    elif isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            ifs = [*node.ifs[:place], *node.ifs[place + 1 :]]
            yield "without a condition", ast.comprehension(node.target, node.iter, ifs, 0)
    elif isinstance(node, _DROPPED):
        yield f"without `{ast.unparse(node)}`", ast.Pass()


def _other_constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield f"{node.value} → {not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield f"{node.value} → {node.value + 1}", ast.Constant(node.value + 1)


def _named(one: ast.AST, other: ast.AST) -> str:
    return f"{type(one).__name__} → {type(other).__name__}"


def _replace(tree: ast.Module, target: ast.AST, replacement: ast.AST | None) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, replacement)
                return
            if isinstance(value, list) and any(item is target for item in value):
                place = next(place for place, item in enumerate(value) if item is target)
                value[place] = replacement
                return


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a changed tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(
        self, name: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=str(self.path))

    def exec_module(self, module: types.ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), vars(module))


def run_tests(module: Path, tree: ast.Module | None, tests: Sequence[str]) -> int:
    """Run tests in a child process, with the module changed; the child's id."""
    child = os.fork()
    if child:
        return child
    signal.alarm(SECONDS)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    import pytest  # noqa: PLC0415 - loaded before, by main

    if tree is not None:
        name = ".".join(module.relative_to(ROOT).with_suffix("").parts)
        sys.meta_path.insert(0, _Changed(name, module, tree))
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=ci"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is there already
    os._exit(pytest.main([*options, *tests]))


def survivors(module: Path, tests: Sequence[str], jobs: int) -> tuple[list[Mutant], int]:
    """The mutants that no test notices, and how many there are in all."""
    running: dict[int, Mutant] = {}
    left = mutants(module.read_text(encoding="utf-8"))
    alive: list[Mutant] = []
    total = 0
    while True:
        while len(running) < jobs and (mutant := next(left, None)) is not None:
            running[run_tests(module, mutant.tree, tests)] = mutant
            total += 1
        if not running:
            return alive, total
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            alive.append(mutant)
            sys.stderr.write(f"{module.relative_to(ROOT)}:{mutant.line}: {mutant.change}\n")


def main() -> int:
    """Change the modules named, and print what survives."""
    parser = argparse.ArgumentParser(description="Changes that no test notices.")
    parser.add_argument("modules", nargs="+", help="paths within the package: dosing/dose.py")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--tests", nargs="+", help="instead of the tests of the module")
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    import hypothesis  # noqa: F401, PLC0415 - once for all mutants
    import pytest  # noqa: F401, PLC0415
    import yaml  # noqa: F401, PLC0415

    counts: Counter[str] = Counter()
    for name in asked.modules:
        module = ROOT / "keta_evidence" / name
        tests = asked.tests or next(
            tests for start, tests in TESTS.items() if name.startswith(start)
        )
        _, status = os.waitpid(run_tests(module, None, tests), 0)
        if status != 0:
            sys.stderr.write(f"{name}: its tests fail as it is\n")
            return 1
        alive, total = survivors(module, tests, asked.jobs)
        counts += Counter({"mutants": total, "survivors": len(alive)})
        lines = module.read_text(encoding="utf-8").splitlines()
        sys.stdout.write(f"{name}: {total - len(alive)} of {total} noticed\n")
        for mutant in alive:
            sys.stdout.write(
                f"  {mutant.line}: {mutant.change}: {lines[mutant.line - 1].strip()}\n"
            )
    sys.stdout.write(f"{counts['mutants'] - counts['survivors']} of {counts['mutants']} noticed\n")
    return int(counts["survivors"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
