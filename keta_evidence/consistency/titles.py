"""What texts call a document, and the year under which they name it, against its own citation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keta_evidence.consistency.issue import BETWEEN, VERSUS, WITHIN, Issue, slug
from keta_evidence.consistency.overviews import KIND_OF_DOCUMENT, figures_at
from keta_evidence.consistency.subjects import OverviewAt, StudyAt
from keta_evidence.records.library import Library
from keta_evidence.records.model import Citation, Locator
from keta_evidence.records.origin import Origin
from keta_evidence.records.trees import KeyPath, texts_of

_DESIGNS: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), fact, values)
    for words, fact, values in (
        (r"non-?randomi[sz]ed", "design.allocation", ("non-randomised", "single group")),
        (r"(?<!non-)(?<!non)randomi[sz]ed", "design.allocation", ("randomised",)),
        (
            r"uncontrolled|report of \w+ cases|case (?:series|reports?)",
            "design.allocation",
            ("single group",),
        ),
        (r"cross-?over", "design.structure", ("crossover",)),
        (r"retrospective(?:ly)?", "design.timing", ("retrospective",)),
        (r"prospective", "design.timing", ("prospective",)),
        (r"open-label|unblinded", "design.masking", ("open", "not applicable")),
        (
            r"double-blind|double blind",
            "design.masking",
            ("double-blind", "triple-blind", "quadruple-blind"),
        ),
    )
)
"""Words of a title, the part of the design that they name, and its values that they fit."""
_DOCUMENTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("meta-analysis", r"\bmeta-?analys[ie]s\b"),
        ("systematic review", r"\bsystem(?:at)?ic review\b"),
        ("guideline", r"\bguidelines?\b"),
        ("survey", r"\bsurvey\b"),
        ("trial", r"\btrial\b(?! sequential)"),
        ("case series", r"\bcase (?:series|reports?)\b|\breport of \w+ cases\b"),
        ("review", r"\breviews?\b"),
    )
)
"""Kinds of document and their words, the more exact one of two first."""


def designs_in_titles(study: StudyAt) -> Iterator[Issue]:
    """The design that is used is that of the study's own title.

    Where the documents differ on it, that is an issue of its own.
    """
    own = study.collated.study
    for pattern, name, fitting in _DESIGNS:
        match = pattern.search(own.title)
        collated = study.collated.fact(name)
        if match is None or collated.best is None or collated.differs:
            continue
        if collated.value in fitting:
            continue
        shown = collated.best.show()
        difference = f"{match[0]}{VERSUS}{shown.text}"
        yield study.issue(
            "title",
            ("title",),
            difference,
            name=f"{name}/title",
            fact="design",
            kind=BETWEEN,
            column="design",
            values=(_title_of(own.id, own.title, match[0]), *shown.origins),
            difference=difference,
            assessment="the title of the paper says another design than is reported of it",
        )


def _title_of(record: str, title: str, words: str) -> Origin:
    return Origin(record, "title", words, Locator(place="title"), printed=title[:100])


def kinds_said_of_documents(overview: OverviewAt) -> Iterator[Issue]:
    """A document is called what its record, its title or it itself says that it is.

    A review by any name is a review; a meta-analysis, a systematic review or a trial is one only
    where the document says so.
    """
    own = overview.overview
    said = [at for at in figures_at(overview) if at.figure.what == KIND_OF_DOCUMENT]
    known = {own.kind, *_kinds_in(own.title)}
    for at in said:
        if at.account.source in (own.id, "own-abstract"):
            known |= _kinds_in(at.figure.told)
    for at in said:
        wrong = _kinds_in(at.figure.told) - known
        if wrong:
            difference = f"{at.figure.told}{VERSUS}{own.kind}"
            origin = _title_of(own.id, own.title, own.kind)
            yield at.issue(
                "called",
                difference,
                f"the document is called a {sorted(wrong)[0]}, which it does not say that it is",
                kind=BETWEEN,
                elsewhere=(origin,),
            )


def _kinds_in(words: str) -> set[str]:
    """The kinds that words name; what is a meta-analysis or systematic review is a review, too."""
    found = {kind for kind, pattern in _DOCUMENTS if pattern.search(words)}
    if found & {"meta-analysis", "systematic review"}:
        found.add("review")
    return found


def years_of_citations(subject: StudyAt | OverviewAt) -> Iterator[Issue]:
    """No text names a paper by another year, nor does the key under which its figures are cited."""
    record, citation = _cited(subject)
    stated = re.search(r"-(\d{4})(?:-|$)", record)
    is_cited = record in _library_of(subject).sources
    if is_cited and stated is not None and int(stated[1]) != citation.issued:
        origin = Origin(record, "year", stated[1], Locator(place="id"))
        yield _other_year(subject, ("id",), "id", origin, citation)
    author = citation.author[0].name if citation.author else None
    if author is None:
        return
    family = author.rpartition(" ")[0] or author
    named = [(key, text) for key, text in texts_of(subject.document.tree) if family in text]
    if not named:
        return
    family = re.escape(family)
    # as in Maher et al. (2017), Maher 2017, In 2017, Maher
    after = rf"\b{family}\b[^.;\d]{{0,25}}(?:\bet al\.?)?[ ,(]{{1,3}}(?P<after>(?:19|20)\d\d)\b"
    before = rf"\bIn (?P<before>(?:19|20)\d\d), {family}\b"
    pattern = re.compile(f"{after}|{before}")
    for key, text in named:
        match = pattern.search(text)
        year = match and (match["after"] or match["before"])
        if match is not None and year and int(year) != citation.issued:
            origin = Origin(record, "year", year, Locator(place=".".join(map(str, key))))
            yield _other_year(subject, key, slug(*map(str, key)), origin, citation)


def _library_of(subject: StudyAt | OverviewAt) -> Library:
    return subject.collated.library if isinstance(subject, StudyAt) else subject.library


def _cited(subject: StudyAt | OverviewAt) -> tuple[str, Citation]:
    if isinstance(subject, StudyAt):
        return subject.record, subject.collated.study.citation
    return subject.record, subject.overview.citation


def _other_year(
    subject: StudyAt | OverviewAt, key: KeyPath, name: str, origin: Origin, citation: Citation
) -> Issue:
    difference = f"{origin.value}{VERSUS}{citation.issued}"
    own = Origin(subject.record, "year", str(citation.issued), Locator(place="citation"))
    return subject.issue(
        "year",
        key,
        difference,
        name=f"year/{name}",
        fact="year",
        kind=WITHIN,
        column="year",
        values=(origin, own),
        difference=difference,
        assessment="it is named by another year than that of its publication",
    )
