"""How the code reads, in numbers, and where it breaks the rules of style (see scripts/measure).

``measure.py [PACKAGE]`` prints the numbers of a folder of modules. ``measure.py --tighten`` lowers every allowance of
tests/style-allowances.csv to what is found, and raises none.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import statistics
import sys
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "keta_evidence"
ALLOWANCES = ROOT / "tests" / "style-allowances.csv"
COLUMNS = 100
MOST_LINES = 400
MOST_BRANCHES = 10
LONG_PATTERN = 20

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
_BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)


@dataclass(frozen=True)
class Module:
    """One module: its text and its tree."""

    path: Path
    package: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    def of(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """Every node of some kinds."""
        return [node for node in ast.walk(self.tree) if isinstance(node, kinds)]

    @cached_property
    def functions(self) -> list[Function]:
        """Every function and method."""
        return [node for node in ast.walk(self.tree) if isinstance(node, _FUNCTIONS)]

    @cached_property
    def names(self) -> list[str]:
        """What it defines for itself at its top level."""
        found: list[str] = []
        for node in self.tree.body:
            if isinstance(node, _DEFINITIONS):
                found.append(node.name)
            elif isinstance(node, ast.Assign):
                found += [target.id for target in node.targets if isinstance(target, ast.Name)]
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.append(node.target.id)
        return [name for name in dict.fromkeys(found) if not name.startswith("__")]


def modules(folder: Path = PACKAGE) -> list[Module]:
    """The modules of a package, each with the name of the folder in it that it is in."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        package = inside.parts[0] if len(inside.parts) > 1 else inside.stem
        found.append(Module(path, package, path.read_text(encoding="utf-8")))
    return found


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function that are not those of one inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _DEFINITIONS):
            yield child
            yield from own_nodes(child)


def complexity(function: Function) -> int:
    """McCabe's number, with every loop and condition of a comprehension counted."""
    count = 1
    for node in own_nodes(function):
        count += isinstance(node, _BRANCHES)
        if isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
    return count


def expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement that are not those of the statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from ast.walk(child)


def long_lines(module: Module) -> Iterator[str]:
    """Lines of more than 100 columns."""
    for number, line in enumerate(module.lines, start=1):
        if len(line) > COLUMNS:
            yield f"{number}: {len(line)} columns"


def conditions_in_f_strings(module: Module) -> Iterator[str]:
    """f-strings with an ``if`` inside."""
    for node in module.of(ast.JoinedStr):
        if any(isinstance(inner, ast.IfExp) for inner in ast.walk(node)):
            yield place(node)


def crowded_statements(module: Module) -> Iterator[str]:
    """Statements with more than one conditional expression."""
    for node in module.of(ast.stmt):
        assert isinstance(node, ast.stmt)
        if sum(isinstance(inner, ast.IfExp) for inner in expressions(node)) > 1:
            yield place(node)


def crowded_comprehensions(module: Module) -> Iterator[str]:
    """Comprehensions with two loops and a condition."""
    for node in module.of(*_COMPREHENSIONS):
        assert isinstance(node, _COMPREHENSIONS)
        loops = node.generators
        if len(loops) > 1 and any(loop.ifs for loop in loops):
            yield place(node)


def branching_functions(module: Module) -> Iterator[str]:
    """Functions of a complexity above 10."""
    for function in module.functions:
        if complexity(function) > MOST_BRANCHES:
            yield f"{function.lineno}: {function.name} has {complexity(function)}"


def long_modules(module: Module) -> Iterator[str]:
    """Modules of more than 400 lines."""
    if len(module.lines) > MOST_LINES:
        yield f"1: {len(module.lines)} lines"


def missing_docstrings(module: Module) -> Iterator[str]:
    """Public functions, classes and methods without a docstring."""
    for owner in (module.tree, *module.of(ast.ClassDef)):
        assert isinstance(owner, ast.Module | ast.ClassDef)
        if isinstance(owner, ast.ClassDef) and owner.name.startswith("_"):
            continue
        for node in owner.body:
            if not isinstance(node, _DEFINITIONS) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                yield f"{node.lineno}: {node.name}"


def bare_patterns(module: Module) -> Iterator[str]:
    """Patterns of more than 20 characters without ``re.VERBOSE``."""
    for node in module.of(ast.Call):
        assert isinstance(node, ast.Call)
        if not ast.unparse(node.func).startswith("re.") or not node.args:
            continue
        pattern = node.args[0]
        written = ast.unparse(pattern) if isinstance(pattern, ast.Constant | ast.JoinedStr) else ""
        if len(written) - 3 > LONG_PATTERN and "VERBOSE" not in ast.unparse(node):
            yield place(node)


def place(node: ast.AST) -> str:
    """Line and beginning of a node."""
    assert isinstance(node, ast.stmt | ast.expr)
    return f"{node.lineno}: {ast.unparse(node)[:60]}"


RULES: dict[str, Callable[[Module], Iterator[str]]] = {
    "line over 100 columns": long_lines,
    "if inside an f-string": conditions_in_f_strings,
    "two conditional expressions in a statement": crowded_statements,
    "comprehension with two loops and a condition": crowded_comprehensions,
    "complexity over 10": branching_functions,
    "module over 400 lines": long_modules,
    "public docstring missing": missing_docstrings,
    "pattern without VERBOSE": bare_patterns,
}
ONE_MEANING = "name with several meanings"
"""Counted in every package that defines a name which another module defines too."""


def homonyms(found: Sequence[Module]) -> dict[str, list[Module]]:
    """Names that more than one module defines at its top level, and which."""
    owners: dict[str, list[Module]] = {}
    for module in found:
        for name in module.names:
            owners.setdefault(name, []).append(module)
    return {name: own for name, own in sorted(owners.items()) if len(own) > 1}


def breaches(found: Sequence[Module]) -> dict[tuple[str, str], list[str]]:
    """(package, rule) → where the rule is broken."""
    places: dict[tuple[str, str], list[str]] = {}
    for module in found:
        for rule, check in RULES.items():
            told = [f"{module.path.name}:{where}" for where in check(module)]
            if told:
                places.setdefault((module.package, rule), []).extend(told)
    for name, owners in homonyms(found).items():
        for package in dict.fromkeys(module.package for module in owners):
            files = ", ".join(str(module.path.relative_to(PACKAGE.parent)) for module in owners)
            places.setdefault((package, ONE_MEANING), []).append(f"{name}: {files}")
    return places


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a package may break a rule, and why."""

    package: str
    rule: str
    count: int
    reason: str


def allowances() -> list[Allowance]:
    """What tests/style-allowances.csv allows."""
    with ALLOWANCES.open(encoding="utf-8", newline="") as file:
        return [
            Allowance(line["package"], line["rule"], int(line["count"]), line["reason"])
            for line in csv.DictReader(file)
        ]


def write_allowances(allowed: Sequence[Allowance]) -> None:
    """Replace tests/style-allowances.csv."""
    with ALLOWANCES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("package", "rule", "count", "reason"))
        for each in sorted(allowed, key=lambda each: (each.package, each.rule)):
            writer.writerow((each.package, each.rule, each.count, each.reason))


def tightened(allowed: Sequence[Allowance], found: Sequence[Module]) -> list[Allowance]:
    """Allowances as low as what is found; none is raised."""
    places = breaches(found)
    left = []
    for each in allowed:
        count = min(each.count, len(places.get((each.package, each.rule), [])))
        if count:
            left.append(Allowance(each.package, each.rule, count, each.reason))
    return left


def numbers(found: Sequence[Module]) -> dict[str, str]:
    """The table of numbers: what is measured → the figure, as printed."""
    functions = [function for module in found for function in module.functions]
    lengths = [
        function.end_lineno - function.lineno + 1 for function in functions if function.end_lineno
    ]
    tenths = statistics.quantiles(lengths, n=10)
    lines = [line for module in found for line in module.lines]
    written = [line for line in lines if line.strip()]
    statements = sum(len(module.of(ast.stmt)) for module in found)
    loops = [node for module in found for node in module.of(*_COMPREHENSIONS)]
    choices = [node for module in found for node in module.of(ast.IfExp)]
    private, once = _private_functions(found)
    names = homonyms(found)
    crowded = sum(len(list(crowded_statements(module))) for module in found)
    over = sum(len(line) > COLUMNS for line in written)
    return {
        "modules, lines": f"{len(found)}, {len(lines)}",
        "functions": f"{len(functions)}",
        "function length, median / p90": f"{statistics.median(lengths):.0f} / {tenths[8]:.0f}",
        "longest function": f"{max(lengths)}",
        "functions of complexity over 10": f"{sum(complexity(each) > MOST_BRANCHES for each in functions)}",
        "mean characters a line; lines over 100": f"{statistics.mean(map(len, written)):.0f}; {over}",
        "comprehensions per 1000 statements; nested or with two for": (
            f"{_per_thousand(len(loops), statements)}; "
            f"{_per_thousand(sum(map(_is_nested, loops)), statements)}"
        ),
        "conditional expressions per 1000; several in a statement": (
            f"{_per_thousand(len(choices), statements)}; {_per_thousand(crowded, statements)}"
        ),
        "f-strings with an if inside": str(
            sum(len(list(conditions_in_f_strings(m))) for m in found)
        ),
        "private functions used once": f"{100 * once / max(private, 1):.0f} % of {private}",
        "names that mean several things": str(len(names)),
        "comments per 1000 lines": _per_thousand(sum(map(_comments, found)), len(lines)),
        "modules over 400 lines": str(sum(len(module.lines) > MOST_LINES for module in found)),
    }


def _per_thousand(part: int, whole: int) -> str:
    return f"{1000 * part / max(whole, 1):.0f}"


def _is_nested(node: ast.AST) -> bool:
    assert isinstance(node, _COMPREHENSIONS)
    inner = [each for each in ast.walk(node) if isinstance(each, _COMPREHENSIONS)]
    return len(node.generators) > 1 or len(inner) > 1


def _private_functions(found: Sequence[Module]) -> tuple[int, int]:
    """Private functions of modules, and how many of them are named in one place only."""
    total, once = 0, 0
    for module in found:
        used = Counter(node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name))
        private = [node.name for node in module.tree.body if isinstance(node, _FUNCTIONS)]
        private = [name for name in private if name.startswith("_")]
        total += len(private)
        once += sum(used[name] == 1 for name in private)
    return total, once


def _comments(module: Module) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


def main() -> int:
    """Print the numbers, or tighten the allowances."""
    parser = argparse.ArgumentParser(description="How the code reads, in numbers.")
    parser.add_argument("package", nargs="?", type=Path, default=PACKAGE)
    parser.add_argument(
        "--tighten", action="store_true", help="lower the allowances to what is found"
    )
    parser.add_argument("--places", metavar="PACKAGE", help="where that package breaks a rule")
    asked = parser.parse_args()
    found = modules(asked.package)
    if asked.tighten:
        write_allowances(tightened(allowances(), found))
    elif asked.places:
        for (package, rule), places in breaches(found).items():
            if package == asked.places:
                sys.stdout.writelines(f"{rule}: {where}\n" for where in places)
    else:
        sys.stdout.writelines(f"{name}: {figure}\n" for name, figure in numbers(found).items())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
