"""Arms: format 1 repeats them in each report, and an arm without a treatment got ketamine; here
they are the study's.
"""

from __future__ import annotations

import re
from typing import Any

from keta_evidence.records.trees import (
    Taken,
    entries,
    fresh_list,
    fresh_map,
    mappings,
    put,
    rename,
    take,
)
from keta_evidence.records.upgrade.comparators import (
    Arms,
    comparator_value,
    id_from,
    tells_result,
)
from keta_evidence.records.upgrade.statistics import LAST_KEYS
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    RATE,
    RATE_PER_WEIGHT,
    QuantityError,
    parse_interval,
)

_DOSES = (AMOUNT, AMOUNT_PER_WEIGHT, RATE, RATE_PER_WEIGHT)
_TREATMENT = re.compile(
    r"""
    (?: (?P<route> intravenous | subcutaneous | oral | epidural | topical | intramuscular ) \s )?
    (?P<drug> [^\d,;]* [^\d,;\s] )   # words up to the first figure or comma
    (?P<rest> .* )                   # a dose, or more words
    """,
    re.VERBOSE,
)
_AFTER_COMPARATOR = "threshold last_present duration first_absent ended follow_up_end"


def upgrade_arms(study: dict[str, Any]) -> None:
    """Gather the arms of all reports under ``arms`` of the study; what each report says of them
    stays with it.

    ``versus`` becomes ``comparator``, an arm of the study; one that no report names is added.
    """
    told = [arm for arm in mappings(study, "reports", "arms") if isinstance(arm.get("id"), str)]
    names = _names_of(told)
    arms = fresh_list(study)
    for id_ in names.names:
        arms.append(_study_arm([arm for arm in told if arm["id"] == id_]))
    for arm in told:
        rename(arm, "id", "arm")
    for report in mappings(study, "reports"):
        _name_comparators(report, names, arms)
    if arms:
        put(study, "arms", arms, before="reports")


def _names_of(told: list[dict[str, Any]]) -> Arms:
    """The words by which other entries may mean each arm: its label, its treatment, its drugs."""
    names = Arms()
    for arm in told:
        words = [arm[key] for key in ("label", "treatment") if isinstance(arm.get(key), str)]
        words += [item["drug"] for item in _interventions(arm.get("treatment"))]
        names.add(arm["id"], words, comparator="treatment" in arm)
    return names


def _study_arm(same: list[dict[str, Any]]) -> dict[str, Any]:
    """The arm that several reports tell of; the label and what they have in common of the treatment
    move up to it.
    """
    first = same[0]
    arm = fresh_map(first)
    put(arm, "id", first["id"], like=Taken(first["id"], getattr(first, "marks", {}).get("id")))
    for told in same:
        if "label" in told and arm.get("label", told["label"]) == told["label"]:
            label = take(told, "label")
            if label is not None and "label" not in arm:
                put(arm, "label", label.value, like=label)
    treatments = [told["treatment"] for told in same if "treatment" in told]
    put(arm, "role", "comparator" if treatments else "intervention")
    interventions = _in_common(treatments) if treatments else [{"drug": "ketamine"}]
    put(arm, "interventions", interventions)
    for told in same:
        treatment = take(told, "treatment")
        if treatment is not None and (own := _interventions(treatment.value)) != interventions:
            put(told, "interventions", own or treatment.value, like=treatment, before="regimen")
    return arm


def _in_common(treatments: list[Any]) -> list[dict[str, Any]]:
    """What was given by all texts alike; else the drugs that all of them name, else those of the
    first.
    """
    each = [_interventions(text) for text in treatments]
    if all(other == each[0] for other in each):
        return each[0]
    drugs = [
        item["drug"]
        for item in each[0]
        if all(any(item["drug"] == own["drug"] for own in other) for other in each)
    ]
    return [{"drug": drug} for drug in drugs] or each[0]


def _interventions(treatment: Any) -> list[dict[str, Any]]:
    """A comparator's treatment taken apart: ``lidocaine 2.5 mg/kg``, ``epidural saline``, ``saline
    and bupivacaine``.

    Words that say more than drug, dose and route are kept as they are in ``noted``.
    """
    if not isinstance(treatment, str):
        return []
    if " and " in treatment and not re.search(r"[\d,;(]", treatment):
        return [item for part in treatment.split(" and ") for item in _interventions(part)]
    match = _TREATMENT.fullmatch(treatment.strip())
    if match is None:
        return [{"drug": treatment}]
    item: dict[str, Any] = {"drug": match["drug"]}
    rest = match["rest"].strip()
    dose = rest.partition(",")[0].strip()
    if _is_dose(dose):
        item["dose"] = dose
    if match["route"]:
        item["route"] = match["route"]
    if rest and rest != item.get("dose"):
        item["noted"] = treatment
    return [item]


def _is_dose(text: str) -> bool:
    try:
        return parse_interval(text).dimension in _DOSES
    except QuantityError:
        return False


def _name_comparators(report: dict[str, Any], names: Arms, arms: list[dict[str, Any]]) -> None:
    near = {arm.get("arm") for arm in mappings(report, "arms")}
    for item in entries(report, "relief"):
        rename(item, "versus", "comparator")
        if "comparator" not in item:
            put(item, "comparator", "not reported", before=f"{_AFTER_COMPARATOR} {LAST_KEYS}")
        _name_comparator(item, names, arms, near)
    for item in entries(report, "outcomes"):
        text = item.get("versus")
        of_result = isinstance(text, str) and tells_result(text)
        rename(item, "versus", "difference" if of_result else "comparator")
        _name_comparator(item, names, arms, near)
    for item in entries(report, "adverse_events"):
        rename(item, "versus", "difference")


def _name_comparator(
    item: dict[str, Any], names: Arms, arms: list[dict[str, Any]], near: set[Any]
) -> None:
    text = item.get("comparator")
    if not isinstance(text, str) or not text.strip() or text in ("baseline", "not reported"):
        return
    found = names.find(text, near)
    if found is None:
        arm = _new_arm(text)
        arms.append(arm)
        found = arm["id"]
        names.add(found, [text], comparator=arm["role"] == "comparator")
    item["comparator"] = comparator_value(found, text, fresh_map(item))


def _new_arm(text: str) -> dict[str, Any]:
    """An arm that no report names, only a comparison with it. One that is a dose is one of
    ketamine.
    """
    if _is_dose(text):
        interventions = [{"drug": "ketamine", "dose": text}]
        return {"id": id_from(text), "role": "intervention", "interventions": interventions}
    words = text.partition(",")[0]
    return {"id": id_from(words), "role": "comparator", "interventions": _interventions(words)}
