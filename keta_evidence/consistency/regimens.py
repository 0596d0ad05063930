"""A regimen against itself.

What is stated against what it works out to, phases against sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.consistency.issue import ARITHMETIC, VERSUS, Issue
from keta_evidence.consistency.subjects import ReportAt, course_name
from keta_evidence.diagnostics import quoted
from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.reading import Reading
from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import Fact, Regimen
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import AMOUNT, TOLERANCE, number_text


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a document may state beside a regimen, how it is worked out, and what fits."""

    rule: str
    column: str
    state: Callable[[Course], Reading]
    compute: Callable[[Course], Reading]
    fits: Callable[[Reading, Reading], bool]


def phases(report: ReportAt) -> Iterator[Issue]:
    """KE306: the phases fit the session, and at most one of them takes its rest."""
    for key, course in report.courses():
        regimen = course.regimen
        takers = [
            index
            for index, phase in enumerate(regimen.phases)
            if phase.takes_rest and phase.target is None
        ]
        for index in takers[1:]:
            what = (
                f"no time of its own, and phases[{takers[0]}] already takes the rest of the session"
            )
            yield report.issue("KE306", (*key, "phases", index), what)
        what = _misfit(regimen, bool(takers))
        if what:
            yield report.issue("KE306", (*key, "phases"), what, quoted(str(regimen.session.value)))


def sessions(report: ReportAt) -> Iterator[Issue]:
    """KE308: a session is over before the next one begins."""
    for key, course in report.courses():
        every, session = course.regimen.every, course.regimen.session.value
        if every is None or every.value is None or session is None:
            continue
        longest, shortest = every.value.quantity.high, session.quantity.low
        if longest is not None and shortest is not None and shortest > longest:
            what = f"the next session begins before this one is over, which lasts {session}"
            yield report.issue("KE308", (*key, "every"), what, quoted(str(every.value)))


def stated_values(report: ReportAt) -> Iterator[Issue]:
    """KE304, session dose, highest rate: what is stated is what the regimen works out to."""
    for key, course in report.courses():
        for stated in _STATED:
            yield from _misstated(report, key, course, stated)


def _misstated(report: ReportAt, key: KeyPath, course: Course, stated: _Stated) -> Iterator[Issue]:
    fact: Fact[Measure] | None = getattr(course.regimen, stated.column)
    if fact is None or fact.value is None or not course.regimen.phases:
        return
    said, computed = stated.state(course), stated.compute(course)
    if computed.interval is None or stated.fits(said, computed):
        return
    name = stated.column.replace("_", " ")
    yield report.issue(
        stated.rule,
        (*key, stated.column),
        f"the regimen adds up to another total: {_last_step(said, computed)}",
        quoted(str(fact.value)),
        name=course_name(report, course, stated.column),
        fact="regimen",
        kind=ARITHMETIC,
        column=stated.column,
        values=tuple(dict.fromkeys((*said.origins, *computed.origins))),
        difference=VERSUS.join([f"stated {_shown(said)}", f"computed {_shown(computed)}"]),
        assessment=f"the stated {name} is not what the regimen works out to",
        typed=(
            str(fact.value),
            "; ".join(dict.fromkeys(origin.value for origin in computed.origins)),
        ),
    )


def _is_within(stated: Reading, computed: Reading) -> bool:
    """Whether a stated value lies within the computed range, with tolerance at either end."""
    one, other = dose.in_mg(stated, None).interval, dose.in_mg(computed, None).interval
    if one is None or other is None:
        return True
    if other.low is not None and one.high is not None and one.high < other.low * (1 - TOLERANCE):
        return False
    return other.high is None or one.low is None or one.low <= other.high * (1 + TOLERANCE)


def _reaches(stated: Reading, computed: Reading) -> bool:
    """Whether a stated highest rate is not below what is needed.

    It may well be above what was used.
    """
    highest, needed = dose.in_mg(stated, None).interval, dose.in_mg(computed, None).interval
    if highest is None or needed is None or highest.high is None or needed.low is None:
        return True
    return needed.low <= highest.high * (1 + TOLERANCE)


def _last_step(stated: Reading, computed: Reading) -> str:
    """The sum itself; taken to the stated unit where it is in another."""
    assert stated.interval is not None
    assert computed.interval is not None
    last = computed.steps[-1]
    if stated.interval.dimension == computed.interval.dimension:
        return last
    convert = dose.in_mg if stated.interval.dimension == AMOUNT else dose.per_weight
    step = convert(computed, None).steps[-1]
    return f"{last} and {step}" if step != last else last


def _shown(value: Reading) -> str:
    assert value.interval is not None
    return value.interval.text()


def _misfit(regimen: Regimen, takes_rest: bool) -> str:
    """What is wrong with the times of the phases in a session whose length is known, or ""."""
    session = regimen.session.value
    lengths = [phase.length.quantity for phase in regimen.phases if phase.length is not None]
    least = sum((length.low or Fraction(0) for length in lengths), Fraction(0))
    if session is None or session.quantity.high is None or not lengths:
        return ""
    hours = number_text(least)
    if least > session.quantity.high:
        return f"the phases last {hours} h, longer than the session"
    if takes_rest and least == session.quantity.high:
        return (
            f"the phases with a time of their own last {hours} h and leave nothing of the session "
            "for the one without"
        )
    return ""


_STATED: tuple[_Stated, ...] = (
    _Stated("KE304", "total_dose", dose.total_dose, dose.computed_total, _is_within),
    _Stated(
        "session dose", "session_dose", dose.stated_session_dose, dose.session_dose, _is_within
    ),
    _Stated("highest rate", "max_rate", dose.max_rate, dose.computed_max_rate, _reaches),
)
