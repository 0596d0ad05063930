"""What can be wrong: findings in the data (values with a place) and failures of a run (exceptions).

A finding is a ``Problem``: it is collected, never raised, so that one run shows every problem of every file.
A failure is a ``KetaError``: the command line turns it into one message and an exit code, in one place.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a finding matters: an error makes a record unusable, a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. ``about`` says what it means, ``mend`` what the curator is to do."""

    id: str
    name: str
    severity: Severity
    about: str
    mend: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding at one place. Lines and columns count from 1; ``key`` is the path inside the record."""

    path: Path
    line: int
    column: int
    code: Code
    key: str
    what: str
    found: str = ""

    def text(self) -> str:
        """``path:line:column: CODE severity: key: what; found what``, on one line."""
        key = f"{self.key}: " if self.key else ""
        found = f"; found {self.found}" if self.found else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code.id} {self.code.severity}: {key}{self.what}{found}"


class KetaError(Exception):
    """A run that cannot go on. ``exit_code`` 1: findings; 2: usage; 3: unreadable or unexpected."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(KetaError):
    """The user asked for something that is not there: a study, field, value or file name."""

    exit_code = 2


class UnreadableError(KetaError):
    """A file or folder that cannot be read or written."""

    exit_code = 3


class FindingsError(KetaError):
    """Records hold errors, so nothing may be tabulated from them. ``problems`` are all of them."""

    exit_code = 1

    def __init__(self, message: str, problems: tuple[Problem, ...], hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = problems


def suggestion(word: str, known: Iterable[str]) -> str:
    """``did you mean …?`` for the nearest known words, or "" where nothing is near."""
    lowered = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=3, cutoff=0.55)
    return f"did you mean {', '.join(lowered[name] for name in near)}?" if near else ""


def quoted(value: object, limit: int = 60) -> str:
    """A value as found, quoted and short enough for one line of a message."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _codes(*rows: tuple[str, str, Severity, str, str]) -> dict[str, Code]:
    return {
        id_: Code(id_, name, severity, about, mend) for id_, name, severity, about, mend in rows
    }


_E, _W = Severity.ERROR, Severity.WARNING

CODES: dict[str, Code] = _codes(
    ("KE001", "unreadable", _E, "The file cannot be read as text: missing, not permitted, not a file, binary, not UTF-8, empty or far too large.",
     "Save the record as plain UTF-8 text without a byte order mark and check that it can be opened."),
    ("KE002", "yaml-syntax", _E, "The file is not well-formed YAML, or is nested more deeply than any record.",
     "Mend the syntax at the place named; quote text that holds ': ' or ' #'."),
    ("KE003", "yaml-feature", _E, "Anchors, aliases, tags and further documents are not allowed: a record says each thing once, in plain text.",
     "Write the value out where it stands; keep one document in a file."),
    ("KE004", "duplicate-key", _E, "The same key stands twice in one mapping; most readers would silently keep the last.",
     "Keep one of the two."),
    ("KE005", "yaml-trap", _E, "An unquoted word or number that other YAML readers turn into something else: yes/no/on/off into true/false, "
     "4:30 into 270, 010 into 8, 1_000 into 1000.",
     "Write what is meant (270 min, 10), or quote the text."),
    ("KE006", "empty-value", _E, "A key without a value. Unknown is absent, never empty.",
     "Delete the key, or write why the value is missing: not reported, unclear, not applicable."),
    ("KE007", "format-unknown", _E, "The file is written in a record format that this program does not know, most often one of a later release.",
     "Use the release that writes it, or a later one; format 2 is that of this release."),
    ("KE101", "unknown-key", _E, "A key the record format does not have here.",
     "Correct the spelling, or move the value to the key meant for it; studies/README.md lists them."),
    ("KE102", "missing-key", _E, "A key that must be there is not.",
     "Add it; where the document does not say, write not reported."),
    ("KE103", "wrong-shape", _E, "A mapping, a list or a plain value stands where another of the three belongs.",
     "Give the value the shape shown in studies/README.md."),
    ("KE104", "unknown-word", _E, "A word that is not in the vocabulary for this key.",
     "Use one of the words listed; a new word is added to the vocabulary first."),
    ("KE105", "not-a-number", _E, "A whole number belongs here: digits only, no leading zero.",
     "Write the number as digits."),
    ("KE106", "not-a-quantity", _E, "A figure with a unit belongs here, such as 0.35 mg/kg/h, 4 h, 3-5 d, up to 1 h.",
     "Write number, space, unit; µg, mg, g, kg, min, h, d, wk, mo, yr, ng/mL and their quotients are known."),
    ("KE107", "wrong-dimension", _E, "The unit does not fit the key: a time where an amount belongs, a rate where an amount belongs, and so on.",
     "Check the unit on the page. An amount without a time is dose, an amount per time is rate."),
    ("KE108", "reversed-range", _E, "A range whose first number is above its second.",
     "Write the smaller number first; if the document prints it the other way round, keep that in printed."),
    ("KE109", "bad-text", _E, "A text that is too long for its key: printed holds a figure and the few words that give it meaning, and no text is an essay.",
     "Cut printed down to the figure, its unit and the few words around it (at most 100 characters), any other text to 1,000."),
    ("KE110", "bad-identifier", _E, "An id, DOI, PMID or date that is not written the standard way.",
     "ids: lower-case ASCII words joined by hyphens; DOI: 10.…; PMID: digits; dates: 2026-01-31."),
    ("KE111", "value-and-reason", _E, "A value and a reason for its absence exclude each other, and so do printed and inferred; one of each pair must be there.",
     "Keep the one that holds."),
    ("KE112", "phase-kind", _E, "A phase is exactly one of bolus, dose, rate, titrate, target or pause.",
     "Split the phase into one entry for each."),
    ("KE113", "key-order", _W, "The keys of one entry are not in the canonical order.",
     "Put them in the order the message gives."),
    ("KE114", "to-do", _E, "A value that still says TODO.", "Read the document and write the value, or why there is none."),
    ("KE201", "file-name", _E, "The file is not named after the study's id.", "Name the file <id>.yaml."),
    ("KE202", "duplicate-id", _E, "Two files hold the same id.", "Give one of them a suffix, or merge the records."),
    ("KE203", "unknown-source", _E, "A source that has no file in studies/sources/.",
     "Correct the key, or add the document to studies/sources/."),
    ("KE204", "unknown-indication", _E, "An indication that is not in studies/vocabulary.yaml.",
     "Use a known indication, or add it there with its broader term."),
    ("KE205", "unknown-arm", _E, "An arm that the report does not declare.", "Name one of the report's arms."),
    ("KE206", "silent-gap", _E, "A fact that this document tabulates for every study is neither given nor said to be missing.",
     "Give it, or write why it is missing: not reported, unclear, not applicable."),
    ("KE207", "dangling-decision", _E, "An adjudication or answer refers to a fact, source or warning that is not there.",
     "Correct the reference, or delete the decision if what it settled is gone."),
    ("KE208", "no-lines", _E, "A place in a document whose text version is pinned does not name its lines, so verify cannot look there.",
     "Add lines: the line, or first-last, of the text version named in studies/sources/."),
    ("KE209", "duplicate-arm", _E, "Two arms of one report have the same id.", "Give each arm its own id."),
    ("KE210", "one-reader", _E, "The same reader stands as extractor and as reviewer.",
     "Let somebody else read the document, without this record, and compare the two readings."),
    ("KE211", "stale-decision", _W, "An adjudication settles a difference that is no longer there, or that reads otherwise now.",
     "Look at what `keta-evidence discrepancies ID` prints now: decide on that difference and copy it, or delete the entry."),
    ("KE212", "broader-term", _E, "A broader term that is not in the same list of the vocabulary, or that is itself a kind of the narrower one.",
     "Correct the key, or add the broader term; a term is never above itself."),
    ("KE213", "ambiguous-word", _E, "An id, label or synonym that stands for two terms of one list of the vocabulary.",
     "Leave the word with one of the two terms."),
    ("KE301", "arms-do-not-add-up", _E, "The participants of the arms of a parallel study do not add up to its total.",
     "Read the counts again; if the document itself is inconsistent, record an answer that says so."),
    ("KE302", "percentage", _E, "A percentage does not agree with its count and denominator, allowing for rounding.",
     "Read the figures again; if the document itself is inconsistent, record an answer that says so."),
    ("KE303", "times-out-of-order", _E, "Times of one relief observation are out of order: last_present, then first_absent, then follow_up_end.",
     "Read the times again; each counts from the end of treatment."),
    ("KE304", "stated-total", _W, "A stated total disagrees with rate × time × sessions by more than 5 %.",
     "Read the regimen again; if the document disagrees with itself, record an answer that says so."),
    ("KE305", "outside-used-range", _W, "A dose or rate is outside what has been used by this route: a factor of ten or a wrong unit shows here.",
     "Read the figure and its unit again; if it is printed so, record an answer that says so."),
    ("KE306", "phases-and-session", _E, "The phases do not fit the session: they last longer than it, two phases both take the rest of it, or none is left to take.",
     "Give each phase its own time, and leave at most one to take the rest."),
    ("KE307", "count-above-total", _E, "A count is larger than its denominator, or than the participants it is counted over.", "Read both figures again."),
)  # fmt: skip
