"""The paragraph on methods for a manuscript, written from the real counts and options of a summary.

It follows PRISMA 2020, items 9 to 13 (Page et al, BMJ 2021;372:n71), and SWiM, items 1 to 9
(Campbell et al, BMJ 2020;368:l6890), and names each item where it is met, or not met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from keta_evidence.evidence.level import Scheme
from keta_evidence.records.model import Report
from keta_evidence.synthesis.binomial import percent_text
from keta_evidence.synthesis.direction import ANY_TIME, Votes, p_text, within_groups
from keta_evidence.synthesis.pooling import counted, effects_text, likeness, published_effects
from keta_evidence.synthesis.summary import NO_LEVEL, Group, Summary, sign_test
from keta_evidence.units import number_text

_ITEMS = (
    "indications, participants, design, setting, regimen (route, enantiomer, sessions, rates, "
    "doses), comedication, duration of relief by "
    "outcome measure, comparison, threshold and time point, secondary outcomes and adverse events"
)
_NOT_DONE = (
    "Bias from missing results and certainty of evidence (GRADE) were not assessed (PRISMA items "
    "14 and 15, SWiM item 6); evidence levels are neither a certainty nor a recommendation.",
    "Counting votes says nothing of the size of an effect and gives every study the same weight; "
    "where a document told of relief by significance, so does its vote (SWiM item 9).",
)
"""SWiM items 6 and 9; PRISMA items 14 and 15."""
_LADDERS = {Scheme.OCEBM_2011: "Oxford CEBM 2011", Scheme.CEBM_2009: "Oxford CEBM 2009"}


def methods_text(summary: Summary) -> str:
    """One paragraph, ending in a newline."""
    sentences = list(_eligibility(summary))
    if summary.whole.points:
        for section in (_collection, _appraisal, _grouping, _handling, _synthesis):
            sentences += section(summary)
        sentences += _NOT_DONE
    else:
        sentences.append("No study is left, and nothing was synthesised.")
    return " ".join(sentences) + "\n"


def _eligibility(summary: Summary) -> Iterator[str]:
    """PRISMA item 13a."""
    asked = ""
    if summary.options.source:
        asked = f" that {summary.options.source} tells of"
    if summary.asked:
        asked += (
            f"; those of {_listed(summary.asked)} were asked for, narrower indications included"
        )
    yield (
        "Eligible were the "
        f"{counted(summary.selection.total, 'recorded study', 'recorded studies')} of ketamine "
        f"for chronic pain{asked} (PRISMA 2020 item 13a); "
        "how the literature was searched and selected is not part of this synthesis."
    )
    if summary.selection.unjudged:
        yield (
            f"Of {counted(len(summary.selection.unjudged), 'study', 'studies')} the indication "
            "could not be judged."
        )


def _collection(summary: Summary) -> Iterator[str]:
    """PRISMA items 9 and 10."""
    reports = [report for row in summary.selection.kept for report in row.collated.reports]
    whole = summary.whole
    independent = sum(report.extractor != report.reviewer for report in reports)
    twice = "all" if independent == len(reports) else independent
    seen = Counter(report.access or "full text" for report in reports)
    yield (
        f"Data were taken from {counted(len(reports), 'report')} in {_listed(_sources(reports))} "
        f"({_listed(f'{many} as {how}' for how, many in sorted(seen.items()))}); {twice} of them "
        "were read twice, by an extractor and independently by a reviewer, and differences settled "
        "on the page (item 9)."
    )
    yield (
        f"Data items were {_ITEMS}; each value was kept as printed, with its place in the document "
        "(item 10)."
    )
    yield from _disagreement(summary)
    untold = ""
    if whole.uncounted:
        untold = f" ({len(whole.uncounted)} of which the number is not told)"
    yield (
        f"This left {counted(len(whole.points), 'study', 'studies')} with "
        f"{whole.participants or 'no known number of'} participants, each counted once{untold}."
    )


def _sources(reports: Iterable[Report]) -> list[str]:
    """Keys of the documents, with how many reports each holds; own-abstract is another document for
    each study.
    """
    counts = Counter(report.source for report in reports)
    return [
        f"{source} ({many})"
        for source, many in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _disagreement(summary: Summary) -> Iterator[str]:
    found = [each for row in summary.selection.kept for each in row.discrepancies]
    if summary.options.source is not None:
        yield (
            f"Every study is told as {summary.options.source} alone tells it; in "
            f"{counted(len(found), 'place')} it disagrees with "
            "itself, and the figure of its main account was used (SWiM item 4)."
        )
    else:
        open_ = sum(each.status == "open" for each in found)
        yield (
            "Documents disagreed with each other or with themselves, or stood far from other "
            f"studies, in {counted(len(found), 'place')}, "
            f"of which {len(found) - open_} were adjudicated with a recorded reason; in the others "
            "the value of the study's own paper was "
            "used, else that of the most detailed document (SWiM item 4)."
        )
    if summary.same:
        told = (f"{id_} (those of {other})" for id_, other in summary.same)
        yield f"Left out, because their participants are in another study, were {_listed(told)}."


def _appraisal(summary: Summary) -> Iterator[str]:
    """PRISMA items 11 and 12."""
    points, options = summary.whole.points, summary.options
    levels = Counter(point.level for point in points)
    names = {level: "no level" if level == NO_LEVEL else f"level {level}" for level in levels}
    ladder = _listed(f"{many} at {names[level]}" for level, many in sorted(levels.items()))
    judged = sum(
        bool(decision.question) for point in points for decision in point.row.study.decisions
    )
    yield (
        "Risk of bias was not assessed with a tool; allocation, comparators and masking were "
        "recorded, and evidence levels "
        f"({_LADDERS[options.scheme]}, question of {options.question}) derived by rule from them "
        "and from "
        f"{counted(judged, 'recorded judgement')}: {ladder} (item 11)."
    )
    yield (
        "No effect measure was computed (item 12); results are told on two scales: the last time, "
        "counted from the end of treatment, at "
        "which relief was shown, and whether relief was shown at all (SWiM item 2)."
    )


def _grouping(summary: Summary) -> Iterator[str]:
    """PRISMA item 13c and e; SWiM items 1, 5 and 7."""
    if summary.by is None:
        yield (
            "Studies were not grouped (SWiM item 1), and heterogeneity was not explored (PRISMA "
            "item 13e, SWiM item 5)."
        )
    else:
        grouping = summary.by.replace("-", " ").replace("indication:narrow", "narrowest indication")
        groups = _listed(f"{group.name} ({len(group.points)})" for group in summary.groups)
        yield (
            f"Studies were grouped by {grouping}, as each was recorded: "
            f"{groups} (SWiM item 1); heterogeneity was "
            "explored by these groups alone, without a statistical test of their differences "
            "(PRISMA item 13e, SWiM item 5)."
        )
    yield (
        "Groups are shown in a table, the studies of each in the order of their ids (item 13c, "
        "SWiM item 7)."
    )


def _handling(summary: Summary) -> Iterator[str]:
    """PRISMA item 13b."""
    whole = summary.whole
    known = (
        ("hours of infusion", whole.infusion, whole.dosed),
        ("total dose", whole.total_dose, whole.dosed),
        ("last time of relief", whole.relief, whole.points),
    )
    told = _listed(f"{what} in {len(all_.used)} of {len(asked)}" for what, all_, asked in known)
    lasting = sum(point.relief.censored is True for point in whole.relief.used)
    lower_limits = ""
    if lasting:
        lower_limits = (
            f"; in {counted(lasting, 'study', 'studies')} relief was still there when last looked "
            "at, so that the time is a lower limit"
        )
    yield (
        "Doses and hours were worked out from the regimens by exact arithmetic, for a body weight "
        "of "
        f"{number_text(summary.options.kilograms)} kg where a dose is printed per kg; ranges were "
        "kept as ranges, and their median "
        "is told as that of the lower to that of the upper ends; doses of different enantiomers "
        "were not converted."
    )
    if whole.of_other_routes:
        ids = _listed(f"{id_} ({routes})" for id_, routes in whole.of_other_routes)
        yield f"Doses and hours of other routes were not summed up with these: {ids}."
    yield (
        f"What is not reported was not imputed: known were {told}, and medians rest on these; no "
        "relief at any time was placed below "
        f"every duration{lower_limits} (item 13b)."
    )
    within = len(within_groups(whole.relief.used))
    if within:
        yield (
            "The time of relief was that against the comparator where it was reported; in "
            f"{counted(within, 'controlled study', 'controlled studies')} it was that within a "
            "group."
        )


def _synthesis(summary: Summary) -> Iterator[str]:
    """PRISMA item 13d and f; SWiM items 3 and 8."""
    whole = summary.whole
    alike = likeness(whole.points)
    if alike.studies:
        shared = (
            f"at most {alike.alike} of which share" if alike.alike > 1 else "no two of which share"
        )
        yield (
            "Effects were not pooled: relief was told by "
            f"{counted(alike.outcomes, 'outcome measure')} in "
            f"{counted(alike.studies, 'study', 'studies')}, {shared} outcome measure, threshold "
            "and time point; effect "
            f"sizes are told {effects_text(whole.points)} (item 13d)."
        )
    else:
        yield "Effects were not pooled: no study tells of relief (item 13d)."
    yield from _votes(whole)
    published = len(
        published_effects(summary.library, whole.points, summary.about, summary.options.source)
    )
    if published:
        verb = "is" if published == 1 else "are"
        yield f"{counted(published, 'pooled effect')} of published reviews {verb} cited as printed."


def _votes(whole: Group) -> Iterator[str]:
    if whole.compared.studies:
        yield (
            f"Votes were counted by direction of effect, where {ANY_TIME}: of "
            f"{counted(whole.compared.studies, 'controlled study', 'controlled studies')}, "
            f"{_vote(whole.compared, 'relief was shown against the comparator')} (SWiM items 3 and "
            "8)."
        )
    if whole.within.studies:
        many = counted(whole.within.studies, "controlled study", "controlled studies")
        yield (
            f"Of {many} no comparison with the comparator was reported; {whole.within.judged} "
            "could be judged by one group alone, and relief was shown in "
            f"{whole.within.shown} of these, "
            "which is no effect and has no interval (item 13f)."
        )
    if whole.uncontrolled.studies:
        shown, judged = whole.uncontrolled.shown, whole.uncontrolled.judged
        yield (
            f"Of {counted(whole.uncontrolled.studies, 'study', 'studies')} without a comparator "
            f"{judged} could be judged, and {shown} "
            "showed relief over time, which is no effect and has no interval."
        )


def _vote(votes: Votes, shown: str) -> str:
    limits, p = votes.interval(), sign_test(votes)
    if limits is None:
        return "none could be judged"
    low, high = (f"{percent_text(limit)} %" for limit in limits)
    test = "too few for a sign test" if p is None else f"two-sided sign test p {p_text(p)}"
    tested = f"exact 95 % interval {low} to {high}, {test}"
    return f"{votes.judged} could be judged, and {shown} in {votes.shown} of these ({tested})"


def _listed(texts: Iterable[str]) -> str:
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last
