"""The one error boundary.

Exit codes: 0 fine; 1 findings; 2 usage; 3 unreadable or unexpected; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from keta_evidence.cli.streams import prepare_streams, say, say_error
from keta_evidence.diagnostics import KetaError

DEBUG_VARIABLE = "KETA_EVIDENCE_DEBUG"


def main() -> None:
    """Entry point of the ``keta-evidence`` command."""
    gc.disable()  # a short-lived process: nothing it makes is worth collecting before it ends
    try:
        code = run()
    except KeyboardInterrupt:
        code = 130
    gc.freeze()  # nor at its end, where the interpreter would look through all of it once more
    sys.exit(code)


def run() -> int:
    """Run the command that ``sys.argv`` names, and return the exit code.

    Its failures are said on stderr.
    """
    prepare_streams()
    # Most of the start-up is here: an interrupt while it lasts is an interrupt like any other.
    application = import_module("keta_evidence.cli.app")
    stdout = sys.stdout
    try:
        return int(application.app(prog_name="keta-evidence", standalone_mode=False) or 0)
    except KetaError as error:
        say_error(error)
        return error.exit_code
    except SystemExit:
        if sys.stdout is stdout:
            raise
        # typer has put another stream there: the reader of its help has gone, which is no error
        return 0
    except OSError as error:
        say(f"keta-evidence: {error.filename or 'the system'}: {error.strerror or error}")
        return 3
    except Exception as error:
        usage = application.as_usage_error(error)
        if usage is not None:
            say_error(usage)
            return int(usage.exit_code)
        if os.environ.get(DEBUG_VARIABLE):
            raise
        say(
            f"keta-evidence: unexpected {type(error).__name__}: {error}",
            f"hint: this is a fault of the program, please report it; "
            f"{DEBUG_VARIABLE}=1 shows where it happened",
        )
        return 3
