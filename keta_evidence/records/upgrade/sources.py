"""How each document was read: said in every report of format 1, said once for each page in format
2.
"""

from __future__ import annotations

from typing import Any

from keta_evidence.records.trees import (
    fresh_list,
    fresh_map,
    mappings,
    put,
    rename,
    take,
)

_OWN_PAGES = ("own-abstract", "trial-registry", "other-page")
"""Sources of format 1 that were another page for each study."""
_ACCESS = {
    "document read": "full text",
    "abstract seen": "abstract",
    "abstract partly seen": "part of the abstract",
    "secondary source": "cited elsewhere",
}


def upgrade_sources(tree: dict[str, Any]) -> None:
    """Collect the pages that were read for a study or an overview alone, each with its address and
    readers.
    """
    if "sources" in tree:
        return
    pages = fresh_list(tree)
    for report in mappings(tree, "reports"):
        source = report.get("source")
        at = report.get("at")
        certainty = report.get("certainty")
        if isinstance(certainty, str):
            registered = source == "trial-registry" and certainty == "secondary source"
            report["certainty"] = (
                "registry entry" if registered else _ACCESS.get(certainty, certainty)
            )
        has_address = isinstance(at, dict) and "url" in at
        if isinstance(source, str) and (
            source in _OWN_PAGES or has_address or certainty is not None
        ):
            report["source"] = _page_of(report, pages)
        else:
            rename(report, "certainty", "access")
    if pages:
        put(tree, "sources", pages, before="arms reports decisions")


def _page_of(report: dict[str, Any], pages: list[Any]) -> str:
    """Move what is said of the page of a report to its entry in ``pages``; comes back the page's
    id.
    """
    page = fresh_map(report)
    page["id"] = report["source"]
    at = report.get("at")
    for node, old, new in (
        (report, "certainty", "access"),
        (at if isinstance(at, dict) else {}, "url", "url"),
        (report, "extractor", "extractor"),
        (report, "reviewer", "reviewer"),
    ):
        taken = take(node, old)
        if taken is not None:
            put(page, new, taken.value, like=taken)
    same = [known for known in pages if _is_of(known["id"], page["id"])]
    for known in same:
        if {**known, "id": ""} == {**page, "id": ""}:
            return str(known["id"])
    if same:
        page["id"] = f"{page['id']}-{len(same) + 1}"
    pages.append(page)
    return str(page["id"])


def _is_of(id_: str, base: str) -> bool:
    """Whether an id is another, or that other with a number."""
    return id_ == base or id_.removeprefix(f"{base}-").isdecimal()
