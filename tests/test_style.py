"""The rules of style, held by parsing the package (scripts/measure.py has them; CONTRIBUTING.md says them).

tests/style-allowances.csv says how often a package may break a rule, and why. The counts may only fall: a lower one than is
allowed fails, too, until `scripts/measure --tighten` has written it down.
"""

from __future__ import annotations

from pathlib import Path

import measure
import pytest

PLACES = measure.breaches(measure.modules())
ALLOWED = {(each.package, each.rule): each for each in measure.allowances()}


@pytest.mark.parametrize("rule", [*measure.RULES, measure.ONE_MEANING])
def test_no_rule_is_broken_more_often_than_allowed(rule: str) -> None:
    for (package, broken), places in PLACES.items():
        if broken == rule:
            allowed = ALLOWED.get((package, rule))
            most = 0 if allowed is None else allowed.count
            listed = "\n".join(places)
            assert len(places) <= most, f"{package}: {rule}: {most} allowed\n{listed}"


def test_no_more_is_allowed_than_there_is() -> None:
    loose = [
        each
        for each in ALLOWED.values()
        if len(PLACES.get((each.package, each.rule), [])) < each.count
    ]
    assert loose == [], "scripts/measure --tighten lowers them"


def test_every_allowance_has_a_reason_and_counts_a_rule_that_there_is() -> None:
    for each in ALLOWED.values():
        assert each.rule in (*measure.RULES, measure.ONE_MEANING)
        assert each.count > 0
        assert len(each.reason.split()) > 3, f"{each.package}: {each.rule}"


BROKEN = '''
"""A module."""
import re

x = f"{1 if y else 2}"
z = (1 if a else 2) + (3 if b else 4)
w = [one for part in parts for one in part if one]
pattern = re.compile("a pattern of more than twenty characters")

def told(a):
    for b in a:
        if b: ...
        elif c: ...
        elif d: ...
    e = [f for f in g if h if i]
    try: ...
    except ValueError: ...
    while j: ...
    return k if l else m
'''
FINE = '''
"""A module."""
import re

x = f"{y}"
z = 1 if a else 2
if p if q else r:
    s = 1 if t else 2
w = [one for part in parts for one in part]
v = [one for one in (each for each in parts) if one]
pattern = re.compile("a pattern of more than twenty characters", re.VERBOSE)
short = re.compile("twenty characters!!!")

def told(a):
    """It has a docstring."""
    def inner():
        return [f for f in g if h if i if j if k if l if m if n if o]
    return inner

def _private(): ...
'''


@pytest.mark.parametrize("rule", measure.RULES)
def test_a_breach_of_each_rule_is_found(rule: str) -> None:
    text = BROKEN + "# " + "x" * 100 + "\n" * 400
    assert len(list(measure.RULES[rule](measure.Module(Path("m.py"), "m", text)))) == 1
    assert list(measure.RULES[rule](measure.Module(Path("m.py"), "m", FINE))) == []


def test_a_name_that_two_modules_define_has_several_meanings() -> None:
    one = measure.Module(
        Path("one.py"), "one", "import x\nfrom y import z\n__all__ = []\n_same = 1\ndef a(): ...\n"
    )
    other = measure.Module(
        Path("two.py"), "two", "import x\nfrom y import z\n__all__ = []\n_same: int\nclass b: ...\n"
    )
    assert measure.homonyms([one, other]) == {"_same": [one, other]}


def test_allowances_are_lowered_and_never_raised() -> None:
    module = measure.Module(Path("m.py"), "m", BROKEN)
    rule = "if inside an f-string"
    allowed = [measure.Allowance("m", rule, count, "a reason") for count in (0, 1, 3)]
    assert [each.count for each in measure.tightened(allowed, [module])] == [1, 1]
    assert measure.tightened(allowed, [measure.Module(Path("m.py"), "m", FINE)]) == []
