"""What must lead somewhere in the files beside the studies, and what no two files may share."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator

from keta_evidence.collation.facts import FACTS
from keta_evidence.collation.figures import (
    NamedFigure,
    figures_of_overview,
    figures_of_study,
)
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.references import source_keys, study_ids
from keta_evidence.consistency.subjects import ClaimsAt, OverviewAt, SourceAt, StudyAt
from keta_evidence.diagnostics import hinted, quoted
from keta_evidence.records.library import Library
from keta_evidence.records.model import Account, Citation, FigureCheck
from keta_evidence.records.trees import KeyPath

_YEARS = range(1900, 2101)
"""Years in which a paper on ketamine, or on what it is compared with, can have been published."""
_FACTS = (*FACTS, "session")


def years(subject: StudyAt | OverviewAt | SourceAt) -> Iterator[Issue]:
    """KE310: a year of publication has four digits and is one."""
    citation = _citation(subject)
    if citation is not None and citation.issued not in _YEARS:
        what = "no paper was published in this year"
        yield subject.issue("KE310", ("citation", "issued"), what, str(citation.issued))


def _citation(subject: StudyAt | OverviewAt | SourceAt) -> Citation | None:
    match subject:
        case StudyAt():
            return subject.collated.study.citation
        case OverviewAt():
            return subject.overview.citation
    return subject.source.citation


def same_paper(study: StudyAt) -> Iterator[Issue]:
    """KE216: no two studies have the same DOI or PMID; DOIs are blind to case."""
    own = study.collated.study
    for name, studies in _by_paper(study.collated.library).items():
        value = getattr(own.citation, name)
        for other in studies[value.lower()] if value is not None else ():
            if other != own.id:
                what = f"the {name} is also that of {other}"
                yield study.issue("KE216", ("citation", name), what, quoted(value))


@functools.lru_cache(maxsize=1)
def _by_paper(library: Library) -> dict[str, defaultdict[str, list[str]]]:
    """Ids of the studies by DOI and by PMID."""
    papers: dict[str, defaultdict[str, list[str]]] = {}
    for name in ("DOI", "PMID"):
        papers[name] = defaultdict(list)
        for study in library:
            value = getattr(study.citation, name)
            if value is not None:
                papers[name][value.lower()].append(study.id)
    return papers


def facts_of_columns(source: SourceAt) -> Iterator[Issue]:
    """KE220: a column of a table fills a fact that a report can have."""
    for place, column in enumerate(source.source.columns):
        if column.fact not in _FACTS:
            key = ("columns", place, "fact")
            what = hinted("no such fact of a report", column.fact, _FACTS)
            yield source.issue("KE220", key, what, quoted(column.fact))


def names_of_overviews(overview: OverviewAt) -> Iterator[Issue]:
    """KE202: an overview has no study's id. KE201: its file is named after it."""
    id_ = overview.overview.id
    if id_ in overview.library.records:
        what = f"the id is also that of {id_}.yaml in the folder of the studies"
        yield overview.issue("KE202", ("id",), what, quoted(id_))
    name = overview.document.path.name
    if name != f"{id_}.yaml":
        yield overview.issue("KE201", ("id",), f"the file must be named {id_}.yaml", quoted(name))


def sources_of_overviews(overview: OverviewAt) -> Iterator[Issue]:
    """KE203: the source of each account is there."""
    for place, account in enumerate(overview.overview.reports):
        key = ("reports", place, "source")
        yield from _source_there(overview, account.source, key)


def studies_of_overviews(overview: OverviewAt) -> Iterator[Issue]:
    """KE217: the studies that a review includes are there."""
    for place, account in enumerate(overview.overview.reports):
        yield from _studies_there(overview, account.studies, ("reports", place, "studies"))


def sources_of_claims(claims: ClaimsAt) -> Iterator[Issue]:
    """KE203: the document that makes the claims is there."""
    yield from _source_there(claims, claims.claims.source, ("source",))


def ids_of_claims(claims: ClaimsAt) -> Iterator[Issue]:
    """KE202: no two claims of a document share an id."""
    first: dict[str, int] = {}
    for place, claim in enumerate(claims.claims.claims):
        if claim.id in first:
            what = f"the id is also that of claims[{first[claim.id]}]"
            yield claims.issue("KE202", ("claims", place, "id"), what, quoted(claim.id))
        first.setdefault(claim.id, place)


def studies_of_claims(claims: ClaimsAt) -> Iterator[Issue]:
    """KE217: the studies that are cited for a claim are there."""
    for place, claim in enumerate(claims.claims.claims):
        yield from _studies_there(claims, claim.studies, ("claims", place, "studies"))


def figures_of_claims(claims: ClaimsAt) -> Iterator[Issue]:
    """KE218: the figures that a claim compares are recorded, with this group and at this time."""
    for place, claim in enumerate(claims.claims.claims):
        for number, check in enumerate(claim.figures):
            wrong = _missing_figure(claims.library, check)
            if wrong is not None:
                name, what = wrong
                key = ("claims", place, "figures", number, name)
                yield claims.issue("KE218", key, what, quoted(getattr(check, name)))


def _missing_figure(library: Library, check: FigureCheck) -> tuple[str, str] | None:
    """The first key of a check that leads nowhere, and what is wrong.

    ``None`` where it leads to a figure.
    """
    if check.study is not None:
        known = study_ids(library)
        if check.study not in known:
            return "study", hinted("no such study", check.study, known)
        if check.study not in library.records:
            return None  # its file holds errors, which are problems of their own
        collated = CollatedStudy(library, library[check.study])
        return _unmatched_key(list(figures_of_study(collated)), check)
    overviews = library.companions.overviews
    if check.overview not in overviews:
        if (library.folder / "overviews" / f"{check.overview}.yaml").exists():
            return None  # its file holds errors, which are problems of their own
        return "overview", hinted("no such overview", check.record, overviews)
    return _unmatched_key(list(figures_of_overview(overviews[check.record][0])), check)


def _unmatched_key(figures: list[NamedFigure], check: FigureCheck) -> tuple[str, str] | None:
    """The first key of a check by which none of the figures is left, and what is wrong with it."""
    names: set[str] = set()
    names.update(*(figure.names for figure in figures))
    for key in ("of", "what"):
        wanted = getattr(check, key)
        if wanted is not None and wanted not in names:
            return key, hinted(f"no figure of {check.record} has this what", wanted, names)
    return _unplaced([figure for figure in figures if check.what in figure.names], check)


def _unplaced(figures: list[NamedFigure], check: FigureCheck) -> tuple[str, str] | None:
    """The group or time of a check that none of the figures is about, and what is wrong with it."""
    groups: set[str | None] = set()
    groups.update(*(figure.groups for figure in figures))
    if check.group not in groups:
        return _unknown_detail(check, "group", groups)
    times = {figure.when for figure in figures if check.group in figure.groups}
    return None if check.when in times else _unknown_detail(check, "when", times)


def _unknown_detail(check: FigureCheck, name: str, known: set[str | None]) -> tuple[str, str]:
    """A group or time that no figure has, or that each has and the check does not name."""
    wanted = getattr(check, name)
    words = {word for word in known if word is not None}
    if wanted is None:
        return "what", f"each of these figures has a {name}: {', '.join(sorted(words))}"
    return name, hinted(f"no figure of {check.record} has this {name}", wanted, words)


def _source_there(subject: OverviewAt | ClaimsAt, id_: str, key: KeyPath) -> Iterator[Issue]:
    known = source_keys(subject.library)
    if id_ not in known:
        what = hinted("no such source in studies/sources/", id_, known)
        yield subject.issue("KE203", key, what, quoted(id_))


def _studies_there(
    subject: OverviewAt | ClaimsAt, studies: tuple[str, ...], key: KeyPath
) -> Iterator[Issue]:
    known = study_ids(subject.library)
    for place, id_ in enumerate(studies):
        if id_ not in known:
            yield subject.issue(
                "KE217", (*key, place), hinted("no such study", id_, known), quoted(id_)
            )


def readers_of_overviews(overview: OverviewAt) -> Iterator[Issue]:
    """KE210: two people read each document."""
    for place, account in enumerate(overview.overview.reports):
        yield from _two_readers(overview, account, ("reports", place, "reviewer"))


def readers_of_claims(claims: ClaimsAt) -> Iterator[Issue]:
    """KE210: two people read each document."""
    yield from _two_readers(claims, claims.claims, ("reviewer",))


def _two_readers(
    subject: OverviewAt | ClaimsAt, said: Account | object, key: KeyPath
) -> Iterator[Issue]:
    extractor, reviewer = getattr(said, "extractor", None), getattr(said, "reviewer", None)
    if extractor is not None and extractor == reviewer:
        yield subject.issue("KE210", key, "the reviewer is the extractor", quoted(reviewer))
