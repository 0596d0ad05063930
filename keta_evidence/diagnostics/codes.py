"""Every code of a finding: its name, how much it matters, what it means and how it is fixed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error makes a record unusable, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. ``about`` says what it means, ``fix`` what the curator is to do."""

    id: str
    name: str
    severity: Severity
    about: str
    fix: str


_CATALOGUE = """
KE001 unreadable: error
  The file cannot be read as text: missing, not permitted, not a file, binary, not UTF-8, empty
  or far too large.
  Fix: Save the record as plain UTF-8 text without a byte order mark and check that it can be
  opened.

KE002 yaml-syntax: error
  The file is not well-formed YAML, or is nested more deeply than any record.
  Fix: Fix the syntax at the place named; quote text that holds ': ' or ' #'.

KE003 yaml-feature: error
  Anchors, aliases, tags and further documents are not allowed: a record says each thing once,
  in plain text.
  Fix: Write the value out where it stands; keep one document in a file.

KE004 duplicate-key: error
  The same key stands twice in one mapping; most readers would silently keep the last.
  Fix: Keep one of the two.

KE005 yaml-trap: error
  An unquoted word or number that other YAML readers turn into something else: yes/no/on/off
  into true/false, 4:30 into 270, 010 into 8, 1_000 into 1000. A last zero that they drop (7.70) is
  a warning.
  Fix: Write what is meant (270 min, 10), or quote the text.

KE006 empty-value: error
  A key without a value. Unknown is absent, never empty.
  Fix: Delete the key, or write why the value is missing: not reported, unclear, not applicable.

KE007 format-unknown: error
  The file is written in a record format that this program does not know, most often one of a
  later release.
  Fix: Use the release that writes it, or a later one; format 2 is that of this release.

KE008 text-cut: warning
  What follows a blank and # on a line is a comment to every YAML reader: a text that holds it is
  cut there.
  Fix: Quote the text; write a remark on a line of its own.

KE101 unknown-key: error
  A key the record format does not have here.
  Fix: Correct the spelling, or move the value to the key meant for it; studies/README.md lists
  them.

KE102 missing-key: error
  A key that must be there is not.
  Fix: Add it; where the document does not say, write not reported.

KE103 wrong-shape: error
  A mapping, a list or a plain value stands where another of the three belongs.
  Fix: Give the value the shape shown in studies/README.md.

KE104 unknown-word: error
  A word that is not in the vocabulary for this key.
  Fix: Use one of the words listed; a new word is added to the vocabulary first.

KE105 not-a-number: error
  A whole number belongs here: digits only, no leading zero.
  Fix: Write the number as digits.

KE106 not-a-quantity: error
  A figure with a unit belongs here, such as 0.35 mg/kg/h, 4 h, 3-5 d, up to 1 h.
  Fix: Write number, space, unit; µg, mg, g, kg, min, h, d, wk, mo, yr, ng/mL and their
  quotients are known.

KE107 wrong-dimension: error
  The unit does not fit the key: a time where an amount belongs, a rate where an amount belongs,
  and so on.
  Fix: Check the unit on the page. An amount without a time is dose, an amount per time is rate.

KE108 reversed-range: error
  A range whose first number is above its second.
  Fix: Write the smaller number first; if the document prints it the other way round, keep that
  in printed.

KE109 bad-text: error
  A text that is too long for its key: printed holds a figure and the few words that give it
  meaning, and no text is an essay.
  Fix: Cut printed down to the figure, its unit and the few words around it (at most 100
  characters), any other text to 1,000.

KE110 bad-identifier: error
  An id, DOI, PMID or date that is not written the standard way.
  Fix: ids: lower-case ASCII words joined by hyphens; DOI: 10.…; PMID: digits; dates:
  2026-01-31.

KE111 value-and-reason: error
  A value and a reason for its absence exclude each other, and so do printed and inferred; one
  of each pair must be there.
  Fix: Keep the one that holds.

KE112 phase-kind: error
  A phase is exactly one of bolus, dose, rate, titrate, target or pause.
  Fix: Split the phase into one entry for each.

KE113 key-order: warning
  The keys of one entry are not in the canonical order.
  Fix: Put them in the order the message gives.

KE114 to-do: error
  A value that still says TODO.
  Fix: Read the document and write the value, or why there is none.

KE201 file-name: error
  The file is not named after the study's id.
  Fix: Name the file <id>.yaml.

KE202 duplicate-id: error
  Two files hold the same id.
  Fix: Give one of them a suffix, or merge the records.

KE203 unknown-source: error
  A source that has no file in studies/sources/.
  Fix: Correct the key, or add the document to studies/sources/.

KE204 unknown-indication: error
  An indication that is not in studies/vocabulary.yaml.
  Fix: Use a known indication, or add it there with its broader term.

KE205 unknown-arm: error
  An arm that the study does not declare.
  Fix: Name one of the study's arms, or add it there.

KE206 silent-gap: error
  A fact that this document tabulates for every study is neither given nor said to be missing.
  Fix: Give it, or write why it is missing: not reported, unclear, not applicable.

KE207 dangling-decision: error
  An adjudication or answer refers to a fact, source or warning that is not there.
  Fix: Correct the reference, or delete the decision if what it settled is gone.

KE208 no-lines: error
  A place in a document whose text version is pinned does not name its lines, so verify cannot
  look there.
  Fix: Add lines: the line, or first-last, of the text version named in studies/sources/.

KE209 duplicate-arm: error
  Two arms of a study have the same id, or a report tells of one arm twice.
  Fix: Give each arm its own id, and tell of it once in a report.

KE210 one-reader: error
  The same reader stands as extractor and as reviewer.
  Fix: Let somebody else read the document, without this record, and compare the two readings.

KE211 stale-decision: warning
  An adjudication settles a difference that is no longer there, or that reads otherwise now.
  Fix: Look at what `keta-evidence discrepancies ID` prints now: decide on that difference and
  copy it, or delete the entry.

KE212 broader-term: error
  A broader term that is not in the same list of the vocabulary, or that is itself a kind of the
  narrower one.
  Fix: Correct the key, or add the broader term; a term is never above itself.

KE213 ambiguous-word: error
  An id, label or synonym that stands for two terms of one list of the vocabulary.
  Fix: Leave the word with one of the two terms.

KE214 unknown-term: error
  An outcome measure or adverse event that is not in studies/vocabulary.yaml.
  Fix: Use the id of a term, add the term there, or leave the key out where the words are a label
  or synonym.

KE215 no-reports: error
  A study without any report: it would be counted and shown nowhere.
  Fix: Add what a document reports of the study, or delete the file.

KE216 same-paper: error
  Two studies have the same DOI or PMID: the participants of one paper would be counted twice.
  Fix: Merge the two records, or correct the identifier.

KE217 unknown-study: error
  A study that a claim or a review names has no record.
  Fix: Correct the id, or add the study; in a claim, what has no record goes into the note.

KE218 unknown-figure: error
  A claim compares a figure that is not recorded: no such overview, no figure of this kind in it, or
  none of this group or time.
  Fix: Write what, group and when as they stand in the overview.

KE219 condition: error
  A condition or field of a claim cannot be read, so that the claim cannot be tested.
  Fix: Write it as for list --where; keta-evidence fields lists the fields.

KE220 unknown-fact: error
  A column of a source's table that fills no fact of a report.
  Fix: Name a key of a report, such as relief or regimen, or delete the column.

KE221 same-participants: error
  The study that same_participants_as names is not there, is the study itself, or leads back to it
  in a circle: it would leave every table that counts participants once.
  Fix: Name the study that the participants are counted in, or delete the key.

KE301 arms-do-not-add-up: error
  The participants of the arms of a parallel study do not add up to its total.
  Fix: Read the counts again; if the document itself is inconsistent, record an answer that says
  so.

KE302 percentage: error
  A percentage does not agree with its count and denominator, allowing for rounding.
  Fix: Read the figures again; if the document itself is inconsistent, record an answer that
  says so.

KE303 times-out-of-order: error
  Times of one relief observation are out of order: last_present, then first_absent, then
  follow_up_end.
  Fix: Read the times again; each counts from the end of treatment.

KE304 stated-total: warning
  A stated total disagrees with rate × time × sessions by more than 5 %.
  Fix: Read the regimen again; if the document disagrees with itself, record an answer that says
  so.

KE305 outside-used-range: warning
  A dose or rate is outside what has been used by this route: a factor of ten or a wrong unit
  shows here.
  Fix: Read the figure and its unit again; if it is printed so, record an answer that says so.

KE306 phases-and-session: error
  The phases do not fit the session: they last longer than it, two phases both take the rest of
  it, or none is left to take.
  Fix: Give each phase its own time, and leave at most one to take the rest.

KE307 count-above-total: error
  A count is larger than its denominator, or than the participants it is counted over.
  Fix: Read both figures again.

KE308 sessions-overlap: warning
  The next session begins before the one before it is over.
  Fix: Read both times and their units again; if they are printed so, record an answer that says so.

KE309 share-above-all: error
  A share of participants above 100 %: a decimal point that was lost shows here.
  Fix: Read the percentage again.

KE310 year: error
  A year of publication in which no paper can have been published: three digits, five, or a slip.
  Fix: Write the year in four digits.
"""


def _parse_code(entry: str) -> Code:
    """An entry of the catalogue: ``ID name: severity``, what it means, after Fix: what to do."""
    title, _, words = entry.partition("\n")
    id_, name, severity = title.replace(":", "").split()
    about, _, fix = " ".join(words.split()).partition(" Fix: ")
    return Code(id_, name, Severity(severity), about, fix)


CODES: dict[str, Code] = {
    code.id: code for code in map(_parse_code, _CATALOGUE.strip().split("\n\n"))
}
"""Every code by its id."""
