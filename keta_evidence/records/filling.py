"""What a report leaves out because its source says it once: who read it, how, and what holds for
all its studies.

Filled into the trees, before they become records, so that no reader of records asks in two places.
What is filled in has no place of its own in the file: a finding on it is shown where the report
stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keta_evidence.records.trees import mappings, plain

_ONCE = ("extractor", "reviewer", "access")


def fill_in(tree: Any, shared: Mapping[str, Any]) -> None:
    """Fill in a study or an overview, in place. ``shared`` are the trees of the folder's source
    files by id.
    """
    own = {page.get("id"): page for page in mappings(tree, "sources")}
    for report in mappings(tree, "reports"):
        id_ = report.get("source")
        if not isinstance(id_, str):
            continue
        page, file = own.get(id_, {}), shared.get(id_, {})
        for key in _ONCE:
            _fill(report, key, page.get(key, file.get(key)))
        for values in mappings(file, "for_all"):
            for regimen in (*mappings(report, "regimen"), *mappings(report, "arms", "regimen")):
                _fill(regimen, "route", values.get("route"))
                _fill(regimen, "enantiomer", values.get("enantiomer"))


def _fill(node: dict[str, Any], key: str, value: Any) -> None:
    if key not in node and value is not None:
        node[key] = plain(value)
