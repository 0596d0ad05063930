"""JSON for programs: any document, in a form every reader takes."""

from __future__ import annotations

import json
import re
from typing import Any

_UNSAFE = re.compile(
    r"""  [\x7f-\x9f]      # control characters
        | [\u2028-\u202e]  # line ends of JavaScript, signs that turn the direction of text
        | [\u2066-\u2069]  # more of these
        | [\ud800-\udfff]  # lone surrogates: file names that are not UTF-8
    """,
    re.VERBOSE,
)


def json_text(document: dict[str, Any]) -> str:
    """An object, indented. What JSON leaves as it is and others stumble over stands escaped.

    Such signs stand only inside strings, so an escape says the same.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"
