"""Citations: one text of authors and own names of the keys in format 1, CSL's variables in format
2.
"""

from __future__ import annotations

import re
from typing import Any

from keta_evidence.records.trees import fresh_list, mappings, put, rename, take

_ET_AL = re.compile(r",?\s+et al\.?$")
_RENAMED = {
    "journal": "container-title",
    "year": "issued",
    "pages": "page",
    "doi": "DOI",
    "pmid": "PMID",
}


def upgrade_citation(tree: dict[str, Any]) -> None:
    """Bring the citation of a file to the present format."""
    for citation in mappings(tree, "citation"):
        for old, new in _RENAMED.items():
            rename(citation, old, new)
        authors = citation.get("authors")
        if not isinstance(authors, str) or "author" in citation:
            continue
        taken = take(citation, "authors")
        names = fresh_list(citation)
        names.extend(_ET_AL.sub("", authors).split(", "))
        later = "more_authors container-title issued volume issue page DOI PMID"
        put(citation, "author", names, like=taken, before=later)
        if _ET_AL.search(authors):
            put(citation, "more_authors", "not listed", before=later)
