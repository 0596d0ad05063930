"""Pictures as files: the same bytes every time, nothing over anything else, told apart in grey, and with words beside them."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from PIL import Image

from keta_evidence.evidence.subject import Options
from keta_evidence.plots.content import PlotContent, plot_content
from keta_evidence.plots.data import render_data
from keta_evidence.plots.files import draw, render_png, render_svg
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import Ending, ReliefPlace
from keta_evidence.plots.style import (
    DESIGN_HATCHES,
    LEVEL_SHADES,
    LEVEL_SIZES,
    OKABE_ITO,
    SMALL,
    SYMBOLS,
    WIDTH,
    group_look,
    house_style,
)
from keta_evidence.plots.text import render_plot_text
from keta_evidence.plots.words import TITLES, alt_text
from keta_evidence.records.library import default_folder, load_library
from keta_evidence.synthesis.direction import ANY_TIME, Against

ROOT = Path(__file__).parent.parent.parent
FOLDERS = {"shipped": default_folder(), "invented": ROOT / "tests" / "golden" / "studies"}
SVG = "{http://www.w3.org/2000/svg}"


@cache
def content_of(kind: Kind, records: str = "shipped", source: str | None = None) -> PlotContent:
    return plot_content(load_library(FOLDERS[records]), kind, Options(source))


@cache
def figure_of(kind: Kind, records: str = "shipped", source: str | None = None) -> Figure:
    with house_style():
        return draw(content_of(kind, records, source))


def texts_of(kind: Kind) -> list[str]:
    """Every text of the picture of the shipped records."""
    found = figure_of(kind).findobj(Text)
    return [text.get_text() for text in found if isinstance(text, Text)]


@cache
def svg_of(kind: Kind) -> bytes:
    return render_svg(content_of(kind))


@cache
def png_of(kind: Kind) -> bytes:
    return render_png(content_of(kind))


def boxes(figure: Figure) -> list[tuple[str, float, float, float, float]]:
    """Every text that is seen, with its edges in points."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    figure.draw(renderer)
    texts = [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_text().strip() and text.get_visible()
    ]
    extents = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    return [(words, box.x0, box.y0, box.x1, box.y1) for words, box in extents]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("records", "source"),
    [("shipped", None), ("shipped", "valle-2024"), ("shipped", "own-abstract"), ("invented", None)],
)
def test_no_text_covers_another_or_leaves_the_sheet(
    kind: Kind, records: str, source: str | None
) -> None:
    figure = figure_of(kind, records, source)
    with house_style():
        placed = boxes(figure)
        width, height = figure.bbox.width, figure.bbox.height
    assert len(placed) > 6
    assert [
        words for words, x0, y0, x1, y1 in placed if x0 < 0 or y0 < 0 or x1 > width or y1 > height
    ] == []
    over = [
        (one[0], other[0])
        for one, other in itertools.combinations(placed, 2)
        if min(one[3], other[3]) - max(one[1], other[1]) > 0.2
        and min(one[4], other[4]) - max(one[2], other[2]) > 0.2
    ]
    assert over == []


@pytest.mark.parametrize("kind", Kind)
def test_type_is_large_enough_at_the_width_of_two_columns(kind: Kind) -> None:
    figure = figure_of(kind)
    sizes = [
        float(text.get_fontsize())
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_text().strip()
    ]
    assert WIDTH == 180
    assert figure.get_figwidth() == pytest.approx(180 / 25.4)
    assert min(sizes) >= SMALL == 6.5


def test_dose_has_an_arrow_for_every_censored_relief_and_a_bar_for_every_range() -> None:
    marks = content_of(Kind.DOSE).marks
    spots = [
        (mark, interval)
        for mark in marks
        for interval in (mark.dose, mark.hours)
        if not interval.unknown
    ]
    timed = [mark for mark, _ in spots if mark.place is ReliefPlace.TIMED]
    figure = figure_of(Kind.DOSE)
    annotations = [one for one in figure.findobj(Annotation) if isinstance(one, Annotation)]
    panels = {
        marker: [line for axes in figure.axes for line in axes.lines if line.get_marker() == marker]
        for marker in ("_", "|")
    }
    arrows = [
        one.get_position()
        for one in annotations
        if one.arrow_patch is not None and one.arrow_patch.get_linewidth() > 0.5
    ]
    up, aside = (
        [place for place in arrows if place[1] > 0],
        [place for place in arrows if place[1] == 0],
    )
    assert (
        len(up)
        == sum(mark.relief.high is None and mark.ending is not Ending.NOT_TOLD for mark in timed)
        > 10
    )
    assert (
        [one.get_text() for one in annotations].count("?")
        == sum(mark.ending is Ending.NOT_TOLD for mark in timed)
        == 0
    )
    assert len(panels["_"]) == sum(len(set(mark.relief.ends)) == 2 for mark in timed) > 2
    assert (
        len(panels["|"])
        == sum(None not in (one.low, one.high) and one.low != one.high for _, one in spots)
        > 5
    )
    assert len(aside) == sum((one.low is None) != (one.high is None) for _, one in spots) > 2


def test_no_symbol_of_dose_hides_another() -> None:
    picture = content_of(Kind.DOSE)
    kiefer = next(mark for mark in picture.marks if mark.id == "kiefer-2008")
    crowd = (
        *picture.marks,
        replace(kiefer, id="doe-1999"),
        replace(kiefer, id="roe-1999", level="2"),
    )
    for marks in (picture.marks, crowd):
        with house_style():
            figure = draw(replace(picture, marks=marks))
        found = 0
        for axes in figure.axes[1:4:2]:
            symbols = [line for line in axes.lines if len(np.atleast_1d(line.get_xdata())) == 1]
            spots = [
                (
                    *axes.transData.transform(np.column_stack(line.get_data())[0]),
                    line.get_markersize() / 2,
                )
                for line in symbols
            ]
            found += len(spots)
            for one, other in itertools.combinations(spots, 2):
                assert (
                    max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= one[2] + other[2] - 0.01
                )
        timed = [mark for mark in marks if mark.place is ReliefPlace.TIMED]
        assert (
            found
            == sum(not interval.unknown for mark in timed for interval in (mark.dose, mark.hours))
            > 20
        )


def test_timeline_draws_relief_at_a_time_not_told_beside_none_shown() -> None:
    figure = figure_of(Kind.TIMELINE)
    (axes,) = [one for one in figure.axes if len(one.lines) > 50]
    names = {text.get_text(): text.get_position() for text in axes.texts}
    points = [
        (line.get_marker(), *np.column_stack(line.get_data())[0])
        for line in axes.lines
        if line.get_marker() in ("o", "x")
    ]
    for id_ in ("valle-2024", "wilson-2008"):
        top = names[id_][1]
        own = [(marker, x) for marker, x, y in points if top - 1 < y < top + 6.8]
        assert [marker for marker, _ in own] == ["o", "x"]
        assert own[0][1] == pytest.approx(names["shown,\ntime not\nreported"][0])
        assert own[1][1] == pytest.approx(names["none\nshown"][0])


def test_words_and_data_say_the_same_of_relief_at_a_time_not_told() -> None:
    words = alt_text(content_of(Kind.TIMELINE))
    assert "Relief shown, time not reported: eichenberger-2008, valle-2024." in words
    assert "None shown: salas-2012, vranken-2005, wilson-2008." in words
    assert "Also shown at a time not reported: " in words
    assert "None shown in some observations: kim-2015, " in words
    lines = [
        line
        for line in csv.DictReader(io.StringIO(render_data(content_of(Kind.TIMELINE))))
        if line["study"] == "valle-2024"
    ]
    study = ("relief_place", "direction", "direction_by", "relief_versus")
    assert {tuple(line[name] for name in study) for line in lines} == {
        (
            "relief shown, time not reported",
            "relief shown",
            "without a comparator",
            "baseline",
        )
    }
    assert [(line["arm"], line["observation_place"]) for line in lines] == [
        ("", "relief shown, time not reported"),
        ("neuropathic", "relief shown, time not reported"),
        ("nociceptive", "none shown"),
        ("nociplastic", "relief shown, time not reported"),
    ]
    assert {line["compared_with"] for line in lines} == {"baseline"}


def test_the_harvest_says_where_relief_was_shown_at_no_time_after_treatment() -> None:
    words = set(texts_of(Kind.HARVEST))
    assert {
        "n = 10, during infusion only",
        "n = 8*",
        "n = 53*",
        "n = 6",
        "n = 40",
    } <= words
    told = alt_text(content_of(Kind.HARVEST))
    assert "kvarnstrom-2004 (during infusion only)" in told
    assert "valle-2024 (time not reported)" in told
    assert ANY_TIME.capitalize() in told
    text = render_plot_text(content_of(Kind.HARVEST))
    assert "case-series, level 4, n = 61; time not reported\n" in text
    assert "trial, level 2, n = 8; none by another comparison\n" in text
    assert "trial, level 2, n = 53; relief by another outcome\n" in text
    assert ANY_TIME.capitalize() in text


def test_the_harvest_is_full_where_relief_is_compared_with_the_comparator() -> None:
    (axes,) = [one for one in figure_of(Kind.HARVEST).axes if len(one.patches) > 20]
    names = {text.get_text(): text.get_position()[1] for text in axes.texts}
    white = to_rgb("white")
    for mark in content_of(Kind.HARVEST).marks:
        (bar,) = [
            patch
            for patch in axes.patches
            if isinstance(patch, Rectangle)
            and patch.get_y() < names[mark.id] < patch.get_y() + patch.get_height()
            and mark.id == _nearest_name(list(axes.texts), patch)
        ]
        assert (to_rgb(bar.get_facecolor()[:3]) != white) == (
            mark.vote.against is Against.COMPARATOR
        )


def _nearest_name(texts: list[Text], bar: Rectangle) -> str:
    """The name that ends where a bar begins."""
    ending = [text for text in texts if text.get_horizontalalignment() == "right"]
    return min(
        ending,
        key=lambda text: (
            abs(text.get_position()[0] + 0.8 - bar.get_x())
            + abs(text.get_position()[1] - bar.get_y() - bar.get_height() / 2)
        ),
    ).get_text()


def test_the_timeline_is_full_half_or_hollow_by_what_relief_rests_on() -> None:
    """Half within a group of a controlled study, hollow in an uncontrolled series."""
    (axes,) = [one for one in figure_of(Kind.TIMELINE).axes if len(one.lines) > 50]
    names = {text.get_text(): text.get_position()[1] for text in axes.texts}
    expected = {"amr-2010": "full", "eide-1994": "left", "kang-2010": "hollow"}
    for id_, look in expected.items():
        (line,) = [
            line
            for line in axes.lines
            if line.get_marker() == "o" and abs(np.ravel(line.get_ydata())[0] - names[id_]) < 0.5
        ]
        hollow = to_rgb(line.get_markerfacecolor()) == to_rgb("white")
        assert ("hollow" if hollow else line.get_fillstyle()) == look


@pytest.mark.parametrize("kind", [Kind.DOSE, Kind.TIMELINE])
def test_relief_from_baseline_of_a_negative_trial_is_not_drawn_without_saying_so(
    kind: Kind,
) -> None:
    words = "Against the comparator none was shown: kim-2015."
    assert words in alt_text(content_of(kind))
    assert words in render_plot_text(content_of(kind))
    assert words not in alt_text(content_of(Kind.HARVEST))


@pytest.mark.parametrize("kind", [Kind.DOSE, Kind.TIMELINE, Kind.HARVEST])
def test_every_study_drawn_is_named_in_the_picture(kind: Kind) -> None:
    words = {text.removesuffix(" (S)") for text in texts_of(kind)}
    assert {mark.id for mark in content_of(kind).marks} <= words


def test_the_map_counts_every_study_and_participant() -> None:
    words = texts_of(Kind.MAP)
    cells = [
        text.split("\n")
        for text in words
        if "stud" in text.split("\n")[0] and text.count("\n") == 1 and text[0].isdigit()
    ]
    assert sum(int(studies.split()[0]) for studies, _ in cells) == len(content_of(Kind.MAP).marks)
    assert sum(int(count.split()[-1]) for _, count in cells) == sum(
        mark.participants or 0 for mark in content_of(Kind.MAP).marks
    )


def test_svg_is_the_same_in_another_process_whatever_the_users_settings(tmp_path: Path) -> None:
    code = (
        "import hashlib, sys\n"
        "from keta_evidence.records.library import default_folder, load_library\n"
        "from keta_evidence.plots.files import render_svg\n"
        "from keta_evidence.plots.kinds import Kind\n"
        "from keta_evidence.plots.content import plot_content\n"
        "library = load_library(default_folder())\n"
        "for kind in Kind:\n"
        "    print(hashlib.sha256(render_svg(plot_content(library, kind))).hexdigest())\n"
    )
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 20\nsvg.fonttype: none\naxes.facecolor: red\n", encoding="utf-8"
    )
    seeds = {
        "PYTHONHASHSEED": "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2",
        "SOURCE_DATE_EPOCH": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **seeds},
        cwd=tmp_path,
        check=True,
    )
    assert done.stdout.split() == [hashlib.sha256(svg_of(kind)).hexdigest() for kind in Kind]


@pytest.mark.parametrize("kind", Kind)
def test_svg_is_well_formed_and_tells_what_it_shows(kind: Kind) -> None:
    root = ET.fromstring(svg_of(kind))
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == TITLES[kind]
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text == alt_text(content_of(kind)).strip()
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert b"<dc:date>" not in svg_of(kind)


@pytest.mark.parametrize("kind", Kind)
def test_png_opens_and_tells_what_it_shows(kind: Kind) -> None:
    with Image.open(io.BytesIO(png_of(kind))) as image:
        image.load()
        assert image.format == "PNG"
        assert image.width == pytest.approx(180 / 25.4 * 300, abs=2)
        assert image.info["Title"] == TITLES[kind]
        assert image.info["Description"] == alt_text(content_of(kind)).strip()
        assert image.info["Software"] == "keta-evidence"


@pytest.mark.parametrize("kind", Kind)
def test_data_table_holds_what_is_drawn_and_what_is_not(kind: Kind) -> None:
    picture = content_of(kind)
    lines = list(csv.DictReader(io.StringIO(render_data(picture))))
    drawn = {line["study"] for line in lines if line["drawn"] != "no"}
    left = {line["study"]: line["why_not"] for line in lines if line["drawn"] == "no"}
    assert drawn == {mark.id for mark in picture.marks}
    assert left == {out.id: out.reason for out in picture.left_out if not out.partly}
    assert len(drawn) + len(left) == picture.total
    assert {line["study"]: line["why_not"] for line in lines if line["drawn"].startswith("by")} == {
        out.id: out.reason for out in picture.left_out if out.partly
    }
    if kind is Kind.TIMELINE:
        assert len(lines) == sum(
            len(picture.observations[mark.id]) for mark in picture.marks
        ) + len(left)
    else:
        assert len(lines) == picture.total


def test_data_table_holds_the_figures() -> None:
    lines = {
        line["study"]: line
        for line in csv.DictReader(io.StringIO(render_data(content_of(Kind.DOSE))))
    }
    assert (
        lines["max-1995"]["total_dose_statistic"],
        lines["jackson-2001"]["relief_statistic"],
    ) == (
        "mean",
        "maximum",
    )
    schwartzman, sigtermans, felsby = (
        lines["schwartzman-2009"],
        lines["sigtermans-2009"],
        lines["felsby-1996"],
    )
    assert (
        schwartzman["total_dose_mg_min"],
        schwartzman["infusion_hours_max"],
        schwartzman["relief_hours_min"],
    ) == ("1000", "40", "2016")
    assert (schwartzman["relief_hours_max"], schwartzman["relief_end"]) == (
        "",
        "still present when last looked at",
    )
    assert (sigtermans["enantiomer"], sigtermans["relief_end"]) == ("s", "seen to end")
    assert (felsby["infusion_hours_min"], felsby["infusion_hours_max"], felsby["relief_place"]) == (
        "",
        "1",
        "immediate only",
    )
    assert lines["leung-2001"]["drawn"] == "by hours only"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("width", [None, 60, 200])
def test_text_names_every_study(kind: Kind, width: int | None) -> None:
    picture, text = content_of(kind), render_plot_text(content_of(kind), width)
    for id_ in [*(mark.id for mark in picture.marks), *(out.id for out in picture.left_out)]:
        assert id_ in text
    for out in picture.left_out:
        assert f"  {out.id}: {out.reason}\n" in text


def test_text_gives_doses_as_people_read_them() -> None:
    text = render_plot_text(content_of(Kind.DOSE))
    assert "  58 mg (mean); 2 h; " in text
    assert "  25\u202f300–58\u202f900 mg; 120 h; " in text
    assert "; hours: 0.167 to 120 h." in alt_text(content_of(Kind.DOSE))


def test_text_draws_relief_on_a_line() -> None:
    lines = render_plot_text(content_of(Kind.TIMELINE)).splitlines()
    found = {line.split()[0]: line[27:87] for line in lines if line and not line.startswith(" ")}
    assert found["kiefer-2008"].rstrip().endswith("=*>")
    assert found["sigtermans-2009"].rstrip().endswith("=*|o")
    assert found["correll-2004"].rstrip().endswith("=#")
    assert found["max-1995"].rstrip() == "      *?:"
    assert found["kvarnstrom-2004"].rstrip() == "    *   :"
    assert found["vranken-2005"].startswith("x       :")
    valle = next(place for place, line in enumerate(lines) if line.startswith("valle-2024"))
    assert [line[27:87].rstrip() for line in lines[valle : valle + 2]] == ["  *     :", "x       :"]
    assert "time not reported" in lines[valle]
    assert [line for line in lines if line.endswith(":") and " " not in line] == [
        "trial:",
        "case-series:",
    ]
    amr = found["amr-2010"]
    assert amr.index("*") < amr.index("o") < amr.index("|")
    year = next(line for line in lines if "1yr" in line)[27:].index("1yr")
    assert found["jackson-2001"].index("#") < year < found["correll-2004"].index("#")


def luminance(color: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_levels_are_told_apart_in_grey() -> None:
    shades = [luminance(color) for color in LEVEL_SHADES.values()]
    assert shades == sorted(shades)
    assert min((high + 0.05) / (low + 0.05) for low, high in itertools.pairwise(shades)) > 1.3
    sizes = [size for level, size in LEVEL_SIZES.items() if level != "none"]
    assert sizes == sorted(sizes, reverse=True)
    assert min(high / low for high, low in itertools.pairwise(sizes)) > 1.2
    assert list(LEVEL_SHADES) == list(LEVEL_SIZES)


def test_indications_and_designs_do_not_rest_on_colour_alone() -> None:
    groups = [f"group {place}" for place in range(20)]
    looks = [group_look(groups, group) for group in groups]
    assert len(set(looks)) == len(groups)
    assert len({symbol for _, symbol in looks[: len(SYMBOLS)]}) == len(SYMBOLS) > len(OKABE_ITO)
    assert len(set(DESIGN_HATCHES.values())) == len(DESIGN_HATCHES) == 4


@pytest.mark.parametrize("kind", Kind)
def test_a_picture_without_studies_says_so(kind: Kind) -> None:
    empty = PlotContent(kind, (), (), {}, (), content_of(kind).kilograms)
    assert ET.fromstring(render_svg(empty)) is not None
    assert "0 of 0 studies" in alt_text(empty)
    assert "0 of 0 studies" in render_plot_text(empty)
    assert len(render_data(empty).splitlines()) == 1
