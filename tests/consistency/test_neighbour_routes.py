"""A dose given otherwise than intravenously is no neighbour of one that was."""

from __future__ import annotations

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.neighbours import dosed_by_route
from keta_evidence.evidence.routes import other_routes
from keta_evidence.records.library import default_folder, load_library


def test_studies_of_another_route_are_neighbours_of_each_other_alone() -> None:
    library = load_library(default_folder())
    by_route = dosed_by_route(library)
    assert "vranken-2005" not in by_route[()]
    for routes, doses in by_route.items():
        for id_ in doses:
            assert other_routes(CollatedStudy(library, library[id_])) == routes
    assert len(by_route) > 1
    assert len(by_route[()]) > 10
