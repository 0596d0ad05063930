"""Every column, declared once: name, title, unit, type, description, and the function that fills it.

Columns for machines carry one number or text each, in the unit of their name; columns for people put together what is
read together (a range, its bounds, its certainty).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from keta_evidence.collation.course import Course
from keta_evidence.collation.selection import View
from keta_evidence.evidence import dose
from keta_evidence.evidence.derived import Basis, Derived
from keta_evidence.evidence.level import is_controlled
from keta_evidence.evidence.relief import ReliefSpan, ending_reason
from keta_evidence.records.model import ArmReport, Fact, Items, Report, Said, comparator_text
from keta_evidence.records.origin import Origin, fact_text, origin_of
from keta_evidence.tables.row import NOT_TOLD, Cell, Column, Flag, Row
from keta_evidence.units import Interval, number_text

NOT_COMPUTABLE = str(Basis.NOT_COMPUTABLE)


def number(value: Fraction | None) -> int | float | None:
    """A JSON number: a whole one as an integer, others as the nearest double; nothing is rounded further."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _derived_flags(derived: Derived) -> frozenset[Flag]:
    flags = set()
    if derived.basis is Basis.COMPUTED:
        flags.add(Flag.COMPUTED)
    if derived.assumptions:
        flags.add(Flag.ASSUMED)
    if any(origin.inferred for origin in derived.inputs):
        flags.add(Flag.INFERRED)
    return frozenset(flags)


def _end(derived: Derived, high: bool) -> Cell:
    """One end of a derived range as a cell for machines."""
    if derived.quantity is None:
        return Cell(None, "", reason=derived.reason, origins=derived.inputs)
    end = derived.quantity.high if high else derived.quantity.low
    reason = derived.reason if end is not None else "the document gives no such end of the range"
    text = "" if end is None else number_text(end)
    return Cell(
        number(end),
        text,
        _derived_flags(derived),
        reason,
        derived.inputs,
        derived.steps,
        derived.assumptions,
    )


def _people(derived: Derived, text: str) -> Cell:
    """A derived range as a cell for people."""
    return Cell(
        text,
        text,
        _derived_flags(derived),
        derived.reason,
        derived.inputs,
        derived.steps,
        derived.assumptions,
    )


def _fact_cell(
    row: Row, fact: str, value: Fact[object] | Items[object] | None, *chain: Said | None
) -> Cell:
    report = row.view.chosen(fact)
    if report is None or value is None:
        return Cell(None, "not reported", reason=f"{NOT_TOLD}")
    source = row.view.library.sources.get(report.source)
    text = (
        fact_text(value)
        if isinstance(value, Fact)
        else (", ".join(map(str, value.items)) or str(value.missing))
    )
    name, _, part = fact.partition(".")
    origin = origin_of(source, report, part or name, text, *chain, value, column=name)
    flags = frozenset({Flag.INFERRED}) if origin.inferred else frozenset()
    if isinstance(value, Items) and not value.items and not value.none:
        return Cell(None, text, flags, text, (origin,))
    if isinstance(value, Fact) and value.value is None:
        return Cell(None, str(value.missing), flags, text, (origin,))
    return Cell(
        value.value if isinstance(value, Fact) and isinstance(value.value, str | int) else text,
        text,
        flags,
        "",
        (origin,),
    )


def _id(row: Row) -> Cell:
    return Cell(row.id, row.id)


def _title(row: Row) -> Cell:
    arm = _arm_label(row)
    title = f"{row.study.title} [{arm}]" if arm else row.study.title
    return Cell(title, title)


def _arm_label(row: Row) -> str:
    """Name of the row's arm: as the report shown calls it, else its label, else its id; "" where the row is no arm."""
    told = next((arm for arm in row.view.arms if arm.arm == row.view.arm), None)
    if told is None:
        return ""
    label = next((arm.label for arm in row.study.arms if arm.id == told.arm), None)
    return told.label or label or told.arm


def _year(row: Row) -> Cell:
    return Cell(row.study.citation.issued, str(row.study.citation.issued))


def study_kind(view: View) -> str | None:
    """trial, cohort or case-series by the design shown; ``None`` where the allocation is not reported."""
    design = view.design
    if design is None or design.allocation.value is None:
        return None
    if design.allocation.value == "randomised":
        return "trial"
    return "cohort" if is_controlled(design) else "case-series"


def _allocation_origins(row: Row) -> tuple[Origin, ...]:
    """Where the facts stand from which kind and level follow."""
    return (*_design_part("allocation")(row).origins, *_design_part("comparators")(row).origins)


def _kind(row: Row) -> Cell:
    kind = study_kind(row.view)
    origins = _allocation_origins(row)
    return Cell(
        kind,
        kind or "not reported",
        reason="" if kind else "the allocation of participants is not reported",
        origins=origins,
    )


def indication_ids(row: Row) -> tuple[str, ...]:
    """Indications of the row: those of its arm, else those of the study."""
    report = row.view.chosen("indications")
    own = next(
        (
            arm.indications.items
            for arm in row.view.arms
            if row.view.arm == arm.arm and arm.indications is not None
        ),
        None,
    )
    if own:
        return own
    return report.indications.items if report is not None and report.indications is not None else ()


def _indications(row: Row) -> Cell:
    report = row.view.chosen("indications")
    cell = _fact_cell(row, "indications", report.indications if report else None)
    labels = [
        row.view.library.indications[id_].label if id_ in row.view.library.indications else id_
        for id_ in indication_ids(row)
    ]
    text = ", ".join(labels)
    return Cell(text, text, cell.flags, "", cell.origins) if labels else cell


def _participants(row: Row) -> Cell:
    report = row.view.chosen("participants")
    if report is None:
        return Cell(None, "not reported", reason=NOT_TOLD)
    arms = [arm for arm in report.arms if row.view.arm in (None, arm.arm)]
    if row.view.arm:
        return _participants_of_arm(row, arms[0] if arms else None, report.participants)
    if report.participants is not None:
        return _fact_cell(row, "participants", report.participants)
    if _structure(row) == "crossover":
        return Cell(
            None,
            "not reported",
            reason="in a crossover study the arms are the same participants; their number is not told",
        )
    return _sum_of_arms(row, [arm.participants for arm in arms])


def _participants_once(row: Row) -> Cell:
    """The count, and whose participants they are where another study has the same ones."""
    cell = _participants(row)
    same = row.study.same_participants_as
    return replace(cell, text=f"{cell.text} (those of {same})") if same else cell


def _structure(row: Row) -> str | None:
    design = row.view.design
    return design.structure.value if design is not None and design.structure is not None else None


def _participants_of_arm(row: Row, arm: ArmReport | None, total: Fact[int] | None) -> Cell:
    """The count of the arm; that of the study only where all its participants were in the arm."""
    if arm is not None and arm.participants is not None:
        return _fact_cell(row, "participants", arm.participants)
    if total is not None and _structure(row) == "crossover":
        return _fact_cell(row, "participants", total)
    return Cell(None, "not reported", reason="the count of this arm is not told")


def _sum_of_arms(row: Row, counts: Sequence[Fact[int] | None]) -> Cell:
    known = [fact for fact in counts if fact is not None and fact.value is not None]
    if not known or len(known) < len(counts):
        return Cell(None, "not reported", reason="not every arm has its count")
    cells = [_fact_cell(row, "participants", fact) for fact in known]
    total = sum(fact.value or 0 for fact in known)
    step = f"{' + '.join(str(fact.value) for fact in known)} = {total}"
    flags = frozenset({Flag.COMPUTED}).union(*(cell.flags for cell in cells))
    return Cell(
        total,
        str(total),
        flags,
        "",
        tuple(origin for cell in cells for origin in cell.origins),
        (step,),
    )


def _design_part(part: str) -> Callable[[Row], Cell]:
    def fill(row: Row) -> Cell:
        report = row.view.chosen(f"design.{part}")
        design = report.design if report is not None else None
        return _fact_cell(row, f"design.{part}", getattr(design, part) if design else None, design)

    return fill


def _design(row: Row) -> Cell:
    cells = [
        cell
        for part in ("timing", "structure")
        if (cell := _design_part(part)(row)).value is not None
    ]
    if not cells:
        return _design_part("structure")(row)
    text = " ".join(cell.text for cell in cells)
    return Cell(
        text,
        text,
        frozenset().union(*(cell.flags for cell in cells)),
        "",
        tuple(origin for cell in cells for origin in cell.origins),
    )


def _design_people(row: Row) -> Cell:
    design = row.view.design
    if design is None:
        return Cell(None, "not reported", reason=NOT_TOLD)
    single = design.allocation.value == "single group"
    words = [study_kind(row.view) or "design not reported"]
    if not single:
        words += [
            str(fact.value)
            for fact in (design.allocation, design.structure)
            if fact is not None and fact.value
        ]
    words += [
        str(fact.value)
        for fact in (design.timing if single else None, design.masking)
        if fact is not None and fact.value
    ]
    if design.comparators.items:
        words.append(f"v {', '.join(design.comparators.items)}")
    cells = [
        _design(row),
        _design_part("allocation")(row),
        _design_part("masking")(row),
        _design_part("comparators")(row),
    ]
    flags = frozenset().union(*(cell.flags for cell in cells))
    text = ", ".join(words)
    return Cell(
        text,
        text,
        flags,
        "",
        tuple(dict.fromkeys(origin for cell in cells for origin in cell.origins)),
    )


def _setting(row: Row) -> Cell:
    return _fact_cell(row, "setting", row.view.setting)


def _regimen_part(part: str) -> Callable[[Row], Cell]:
    def fill(row: Row) -> Cell:
        if not row.view.courses:
            return Cell(None, "not reported", reason=NOT_TOLD)
        tellers = [course.teller(part) for course in row.view.courses]
        facts = [(teller, getattr(teller.regimen, part)) for teller in tellers]
        texts = list(dict.fromkeys(fact_text(fact) for _, fact in facts))
        origins = tuple(
            dict.fromkeys(course.origin(part, fact_text(fact), fact) for course, fact in facts)
        )
        flags = (
            frozenset({Flag.INFERRED})
            if any(origin.inferred for origin in origins)
            else frozenset()
        )
        text = ", ".join(texts)
        known = any(fact.value is not None for _, fact in facts)
        return Cell(text if known else None, text, flags, "" if known else text, origins)

    return fill


def _range_ends(derive: Callable[[Course], Derived], high: bool) -> Callable[[Row], Cell]:
    return lambda row: _end(row.over_courses(derive), high)


def _total_ends(per_weight: bool, high: bool) -> Callable[[Row], Cell]:
    return lambda row: _end(row.total_dose(per_weight), high)


def _dose_basis(row: Row) -> Cell:
    derived = row.over_courses(dose.total_dose)
    return Cell(
        str(derived.basis),
        str(derived.basis),
        frozenset(),
        derived.reason,
        derived.inputs,
        derived.steps,
        derived.assumptions,
    )


def _max_rate_derived(row: Row) -> Derived:
    return row.over_courses(
        lambda course: dose.per_weight(dose.max_rate(course), row.options.weight)
    )


def _max_rate(row: Row) -> Cell:
    return _end(_max_rate_derived(row), high=True)


def _listed(
    row: Row, fact: str, items: Items[object] | None, tell: Callable[[object], str]
) -> Cell:
    return _listed_by(row, row.view.chosen(fact), fact, items, tell)


def _listed_by(
    row: Row,
    report: Report | None,
    fact: str,
    items: Items[object] | None,
    tell: Callable[[object], str],
) -> Cell:
    """The entries of one report."""
    if report is None or items is None:
        return Cell(None, "not reported", reason=NOT_TOLD)
    source = row.view.library.sources.get(report.source)
    if not items.items and items.missing is None:
        return Cell(None, "not told for ketamine", reason="told of comparators alone")
    if not items.items:
        origin = origin_of(source, report, fact, items.missing, items, column=fact)
        return Cell(
            "none" if items.none else None,
            str(items.missing),
            reason="" if items.none else str(items.missing),
            origins=(origin,),
        )
    own = [
        item
        for item in items.items
        if row.view.arm is None or getattr(item, "arm", None) in (None, row.view.arm)
    ]
    origins = tuple(
        origin_of(
            source,
            report,
            fact,
            tell(item),
            items,
            item if isinstance(item, Said) else None,
            column=fact,
        )
        for item in own
    )
    if not own:
        told = "none told for this arm"
        return Cell(
            None,
            told,
            reason=told,
            origins=(origin_of(source, report, fact, told, items, column=fact),),
        )
    text = "; ".join(dict.fromkeys(tell(item) for item in own))
    return Cell(text, text, origins=origins)


def _counted_text(item: object) -> str:
    count, of, share = (
        getattr(item, "count", None),
        getattr(item, "of", None),
        getattr(item, "share", None),
    )
    figures = [f"{count}/{of}" if of is not None else str(count)] if count is not None else []
    figures += [str(share)] if share is not None else []
    return ", ".join(figures)


def _comedication_text(item: object) -> str:
    parts = [getattr(item, name) for name in ("drug", "dose", "route", "schedule")]
    arm = getattr(item, "arm", None)
    return " ".join(str(part) for part in parts if part) + (f" ({arm})" if arm else "")


def _adverse_text(item: object) -> str:
    details = [
        _counted_text(item),
        getattr(item, "arm", None) or "",
        getattr(item, "difference", None) or "",
    ]
    told = ", ".join(detail for detail in details if detail)
    return f"{getattr(item, 'event', '')}{f' ({told})' if told else ''}"


def relief_text(item: object) -> str:
    """One observation of relief in a line: outcome, comparison, share, times."""
    facts = [
        (name, getattr(item, key))
        for name, key in (
            ("present at", "last_present"),
            ("lasting", "duration"),
            ("absent at", "first_absent"),
            ("followed to", "follow_up_end"),
        )
    ]
    times = ", ".join(f"{name} {fact_text(fact)}" for name, fact in facts if fact is not None)
    versus, threshold, arm = (
        comparator_text(getattr(item, "comparator", None)),
        getattr(item, "threshold", None),
        getattr(item, "arm", None),
    )
    context = [f"v {versus}" if versus else "", threshold or "", _counted_text(item), arm or ""]
    inside = ", ".join(part for part in context if part)
    return f"{getattr(item, 'outcome', '')}{f' ({inside})' if inside else ''}: {times}"


def _comedication(row: Row) -> Cell:
    return _listed(row, "comedication", row.view.comedication, _comedication_text)


def _adverse_events(row: Row) -> Cell:
    """Adverse events as all documents tell them: none is hidden by a document that tells of fewer."""
    cells = [
        _listed_by(row, report, "adverse_events", report.adverse_events, _adverse_text)
        for report in row.view.reports
    ]
    told = [cell for cell in cells if cell.value not in (None, "none")]
    if not told:
        return next(
            (cell for cell in cells if cell.value is not None),
            cells[0] if cells else Cell(None, "not reported", reason=NOT_TOLD),
        )
    text = "; ".join(dict.fromkeys(event for cell in told for event in cell.text.split("; ")))
    return Cell(
        text,
        text,
        origins=tuple(dict.fromkeys(origin for cell in cells for origin in cell.origins)),
    )


def _relief_origins(row: Row) -> Cell:
    return _listed(row, "relief", row.view.relief, relief_text)


def _relief_flags(row: Row) -> frozenset[Flag]:
    return (
        frozenset({Flag.INFERRED})
        if any(origin.inferred for origin in _relief_origins(row).origins)
        else frozenset()
    )


def _relief_end(value: Callable[[ReliefSpan], Fraction | None]) -> Callable[[Row], Cell]:
    def fill(row: Row) -> Cell:
        days = value(row.relief)
        return Cell(
            number(days),
            "" if days is None else number_text(days),
            _relief_flags(row),
            row.relief.reason,
            _relief_origins(row).origins,
        )

    return fill


def _relief_lost_by(row: Row) -> Cell:
    span = row.relief
    reason = (
        span.reason if span.longest_observation is None else ending_reason(span.longest_observation)
    )
    text = "" if span.lost_by is None else number_text(span.lost_by)
    return Cell(
        number(span.lost_by),
        text,
        _relief_flags(row),
        "" if text else reason,
        _relief_origins(row).origins,
    )


def _relief_censored(row: Row) -> Cell:
    value = row.relief.censored
    text = "" if value is None else str(value).lower()
    return Cell(
        value,
        text,
        _relief_flags(row),
        row.relief.reason if value is None else "",
        _relief_origins(row).origins,
    )


def _relief_people(row: Row) -> Cell:
    return Cell(
        row.relief.text,
        row.relief.text,
        _relief_flags(row),
        row.relief.reason,
        _relief_origins(row).origins,
    )


def _evidence_level(row: Row) -> Cell:
    level = row.level
    return Cell(
        level.value if level.value is None or not level.value.isdigit() else int(level.value),
        level.value or "none",
        reason=level.reason,
        origins=_allocation_origins(row),
        steps=level.steps,
    )


def _sources(row: Row) -> Cell:
    text = ", ".join(dict.fromkeys(report.source for report in row.view.reports))
    return Cell(text, text)


def _discrepancies(row: Row) -> Cell:
    count, total = len(row.open_discrepancies), len(row.discrepancies)
    text = f"{count} open" + (f" of {total}" if total > count else "") if total else "0"
    return Cell(
        count,
        text,
        steps=tuple(
            f"{found.id}: {found.difference} ({found.status})" for found in row.discrepancies
        ),
    )


def _infusion_people(row: Row) -> Cell:
    """``100 h``, ``4 h × 10``, ``43.5 min every 30.8 d; number of sessions not reported``: in the units of the documents."""
    derived = row.over_courses(dose.infusion_hours)
    texts = {course.arm: _course_text(course) for course in row.view.courses}
    named = (
        [f"{arm}: {text}" for arm, text in texts.items()]
        if len(set(texts.values())) > 1
        else list(texts.values())[:1]
    )
    uncounted = [
        course
        for course in row.view.courses
        if course.teller("sessions").regimen.sessions.value is None
    ]
    if uncounted:
        named.append(f"number of sessions {uncounted[0].regimen.sessions.missing}")
    return _people(derived, "; ".join(named) or "not reported")


def _course_text(course: Course) -> str:
    session, sessions = (
        course.teller("session").regimen.session,
        course.teller("sessions").regimen.sessions,
    )
    every = course.regimen.every
    hours = dose.session_hours(course)
    length = str(session.value) if session.value is not None else f"length {session.missing}"
    if session.value is None and hours.quantity is not None:
        length = f"{_span(hours.quantity)} h"
    count = f" × {sessions.value}" if sessions.value is not None and sessions.value.high > 1 else ""
    return f"{length}{count}{f' every {every.value}' if every is not None and every.value is not None else ''}"


def _dose_people(row: Row) -> Cell:
    """Total dose in mg, else what is known of a session's dose."""
    derived = row.total_dose(per_weight=False)
    if derived.quantity is not None:
        # An arm whose dose is not known must not vanish behind one whose dose is.
        part = f"; {NOT_COMPUTABLE} for all" if derived.reason else ""
        return _people(derived, _span(derived.quantity) + part)
    session = row.over_courses(
        lambda course: dose.in_mg(dose.session_dose(course), row.options.weight)
    )
    if session.quantity is None:
        return Cell(NOT_COMPUTABLE, NOT_COMPUTABLE, frozenset(), derived.reason, derived.inputs)
    text = f"{NOT_COMPUTABLE}; {_span(session.quantity)} per session"
    return Cell(
        text,
        text,
        _derived_flags(session),
        derived.reason,
        session.inputs,
        session.steps,
        session.assumptions,
    )


def _span(quantity: Interval) -> str:
    if quantity.low is None:
        return f"up to {number_text(quantity.high or Fraction(0))}"
    if quantity.high is None:
        return f"at least {number_text(quantity.low)}"
    return (
        number_text(quantity.low)
        if quantity.low == quantity.high
        else f"{number_text(quantity.low)}–{number_text(quantity.high)}"
    )


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


_DOSE = ("total_dose", "session_dose", "regimen.bolus", "regimen.rate")
_RATE = ("max_rate", "regimen.rate")
COLUMNS: dict[str, Column] = _columns(
    Column("id", "Study", "", "text", "Key of the study; with --by arm, study:arm.", _id),
    Column("title", "Title", "", "text", "Title of the paper.", _title),
    Column("year", "Year", "", "integer", "Year of publication.", _year),
    Column("kind", "Kind", "", "text", "trial (randomised), cohort (controlled, not randomised) or case-series, by the design.", _kind, facts=("design.allocation",)),
    Column("indications", "Indications", "", "text", "Painful conditions treated.", _indications, facts=("indications",)),
    Column("participants", "Participants", "", "integer", "Participants randomised, or included in an uncontrolled study.", _participants_once, facts=("participants",)),
    Column("design", "Design", "", "text", "Timing and structure: prospective or retrospective; parallel, crossover or single group.", _design, facts=("design.timing", "design.structure")),
    Column("allocation", "Allocation", "", "text", "How participants came to their treatment.", _design_part("allocation"), facts=("design.allocation",)),
    Column("comparator", "Comparator", "", "text", "What ketamine was compared with.", _design_part("comparators"), facts=("design.comparators",)),
    Column("masking", "Masking", "", "text", "Who did not know the treatment.", _design_part("masking"), facts=("design.masking",)),
    Column("setting", "Setting", "", "text", "Where the infusions were given.", _setting, facts=("setting",)),
    Column("route", "Route", "", "text", "Route of administration.", _regimen_part("route"), facts=("route",)),
    Column("enantiomer", "Enantiomer", "", "text", "racemic, s (S(+)-ketamine) or r. Doses of different enantiomers are never converted.", _regimen_part("enantiomer"), facts=("enantiomer",)),
    Column("session_hours_min", "Session, shortest", "h", "number", "Length of one session, lower end.", _range_ends(dose.session_hours, False), facts=("session_hours",)),
    Column("session_hours_max", "Session, longest", "h", "number", "Length of one session, upper end.", _range_ends(dose.session_hours, True), facts=("session_hours",)),
    Column("sessions_min", "Sessions, fewest", "", "number", "Sessions in a course, lower end.", _range_ends(dose.session_count, False), facts=("sessions",)),
    Column("sessions_max", "Sessions, most", "", "number", "Sessions in a course, upper end.", _range_ends(dose.session_count, True), facts=("sessions",)),
    Column("infusion_hours_min", "Infusion, shortest", "h", "number", "Hours of infusion over the course, lower end.", _range_ends(dose.infusion_hours, False), facts=("infusion_hours",)),
    Column("infusion_hours_max", "Infusion, longest", "h", "number", "Hours of infusion over the course, upper end.", _range_ends(dose.infusion_hours, True), facts=("infusion_hours",)),
    Column("total_dose_mg_min", "Total dose, lowest", "mg", "number", "Dose over the course for the body weight used, lower end.", _total_ends(False, False), facts=_DOSE),
    Column("total_dose_mg_max", "Total dose, highest", "mg", "number", "Dose over the course for the body weight used, upper end.", _total_ends(False, True), facts=_DOSE),
    Column("total_dose_mg_per_kg_min", "Total dose, lowest", "mg/kg", "number", "Dose over the course per body weight, lower end.", _total_ends(True, False), facts=_DOSE),
    Column("total_dose_mg_per_kg_max", "Total dose, highest", "mg/kg", "number", "Dose over the course per body weight, upper end.", _total_ends(True, True), facts=_DOSE),
    Column("dose_basis", "Basis of dose", "", "text", "stated by the document, computed from the regimen, or not computable.", _dose_basis, facts=_DOSE),
    Column("max_rate_mg_per_kg_h", "Highest rate", "mg/kg/h", "number", "Highest infusion rate stated or in the regimen; boluses not counted.", _max_rate, facts=_RATE),
    Column("comedication", "Comedication", "", "text", "Drugs given beside ketamine.", _comedication, facts=("comedication",)),
    Column("relief_days_min", "Relief, shortest", "d", "number", "Shortest last time at which relief was shown, over outcomes and groups.", _relief_end(lambda span: span.shortest), facts=("relief",)),
    Column("relief_days_max", "Relief, longest", "d", "number", "Longest last time at which relief was shown, over outcomes and groups.", _relief_end(lambda span: span.longest), facts=("relief",)),
    Column("relief_lost_by_days", "Relief lost by", "d", "number", "First later time at which the longest relief was not shown; empty if never seen to end.", _relief_lost_by, facts=("relief",)),
    Column("relief_censored", "Relief censored", "", "boolean", "True where the longest relief was still present when last looked at.", _relief_censored, facts=("relief",)),
    Column("evidence_level", "Level", "", "integer", "Oxford CEBM 2011 level for the question asked, by rule from the design and recorded judgements.", _evidence_level, facts=("design.allocation",)),
    Column("adverse_events", "Adverse events", "", "text", "Adverse events with counts where printed.", _adverse_events, facts=("adverse_events",)),
    Column("sources", "Sources", "", "text", "Documents that tell of the study.", _sources),
    Column("discrepancies", "Discrepancies", "", "integer", "Open discrepancies between or within the documents.", _discrepancies),
    Column("design_summary", "Design", "", "text", "Kind, allocation, structure, masking and comparators in one phrase.", _design_people, people=True, facts=("design",)),
    Column("infusion", "Infusion", "", "text", "Length of a session × sessions, as the documents put it.", _infusion_people, people=True, facts=("session_hours", "infusion_hours", "sessions")),
    Column("total_dose", "Total dose", "mg", "text", "Dose over the course, or of a session where the course is not known.", _dose_people, people=True, facts=_DOSE),
    Column("relief", "Duration of relief", "", "text", "Duration of relief with what is known of its end.", _relief_people, people=True, facts=("relief",)),
)  # fmt: skip

MACHINE: tuple[str, ...] = tuple(name for name, column in COLUMNS.items() if not column.people)
"""Columns of csv, tsv and json, in the order of the contract (DOMAIN.md, section 5)."""

PEOPLE: tuple[str, ...] = (
    "id", "indications", "design_summary", "participants", "setting", "infusion", "total_dose", "comedication", "relief", "adverse_events",
    "evidence_level", "sources",
)  # fmt: skip
"""Columns of tables for people."""
