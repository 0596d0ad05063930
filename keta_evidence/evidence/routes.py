"""Studies by route: a dose given otherwise is not like one given intravenously, and is pooled with
it only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.subject import Subject

INTRAVENOUS = "intravenous"
ANY_ROUTE = "any"
Routed = TypeVar("Routed", bound=Subject)


def other_routes(study: CollatedStudy) -> tuple[str, ...]:
    """The routes of a study, or of its arm, where one is known that is not intravenous; else none.

    A study of which no report has the route is not known to be of another one.
    """
    found = (course.giver("route").regimen.route for course in study.courses)
    known = dict.fromkeys(str(fact.value) for fact in found if fact.value is not None)
    return tuple(known) if known.keys() - {INTRAVENOUS} else ()


def split_by_route(
    subjects: Iterable[Routed], route: str | None = None
) -> tuple[tuple[Routed, ...], tuple[tuple[str, str], ...]]:
    """Those of one route, and id and routes of the others.

    Without a ``route`` those are kept that are not known to be of another route than the
    intravenous one; with ``ANY_ROUTE`` all.
    """
    kept = []
    left_out = []
    for subject in subjects:
        routes = other_routes(subject.collated)
        if route == ANY_ROUTE or (routes == (route,) if route else not routes):
            kept.append(subject)
        else:
            left_out.append((subject.id, ", ".join(routes) or INTRAVENOUS))
    return tuple(kept), tuple(left_out)


def routes_left_out(
    left_out: Iterable[tuple[str, str]], how: str, route: str | None = None
) -> tuple[str, ...]:
    """How many are left out for their route, and which; ``how`` they are asked for. ``route`` is
    the one that was asked for, if one was. Empty if none is left out.
    """
    ids = [f"{id_} ({routes})" for id_, routes in left_out]
    if not ids:
        return ()
    given = "given intravenously alone" if route is None else f"of the {route} route alone"
    return (f"{len(ids)} not {given}: {', '.join(ids)}; {how} pools them",)
