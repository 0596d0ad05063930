"""The kinds of pictures, apart from what makes them: the command line names them at every start."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The pictures there are."""

    DOSE = "dose"
    TIMELINE = "timeline"
    HARVEST = "harvest"
    MAP = "map"
