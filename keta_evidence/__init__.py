"""Curated, graded and auditable evidence from clinical studies of ketamine for chronic pain.

>>> import keta_evidence as ke
>>> evidence = ke.load()
>>> evidence["sigtermans-2009"].citation.issued
2009
>>> frame = evidence.frame()  # a pandas DataFrame with the columns of `keta-evidence list -f csv`
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keta_evidence.api import Evidence, load

__version__ = "0.1.0"
__all__ = ["Evidence", "load"]


def __getattr__(name: str) -> Any:
    """What the library offers, imported when it is used: the command line runs without it."""
    if name in __all__:
        return getattr(import_module("keta_evidence.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
