"""The kinds of plots, apart from what makes them: the command line names them at every start."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The plots there are."""

    DOSE = "dose"
    TIMELINE = "timeline"
    HARVEST = "harvest"
    MAP = "map"
