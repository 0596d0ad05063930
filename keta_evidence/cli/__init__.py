"""The command line: options → plain functions → a renderer. No logic lives here.

``main`` is the one error boundary. Exit codes: 0 fine; 1 findings; 2 usage; 3 unreadable or unexpected; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys

DEBUG_VARIABLE = "KETA_EVIDENCE_DEBUG"


def main() -> None:
    """Entry point of the ``keta-evidence`` command."""
    gc.disable()  # a short-lived process: nothing it makes is worth collecting before it ends
    try:
        code = _run()
    except KeyboardInterrupt:
        code = 130
    gc.freeze()  # nor at its end, where the interpreter would look through all of it once more
    sys.exit(code)


def _run() -> int:
    from keta_evidence.cli.app import app, as_usage_error  # noqa: PLC0415 - an interrupt while importing is an interrupt like any other
    from keta_evidence.cli.output import prepare_streams, say, say_error  # noqa: PLC0415
    from keta_evidence.diagnostics import KetaError  # noqa: PLC0415

    prepare_streams()
    stdout = sys.stdout
    try:
        return int(app(prog_name="keta-evidence", standalone_mode=False) or 0)
    except KetaError as error:
        say_error(error)
        return error.exit_code
    except SystemExit:
        if sys.stdout is stdout:
            raise
        return 0  # typer has put another stream there: the reader of its help has gone, which is no error
    except OSError as error:
        say(f"keta-evidence: {error.filename or 'the system'}: {error.strerror or error}")
        return 3
    except Exception as error:
        usage = as_usage_error(error)
        if usage is not None:
            say_error(usage)
            return usage.exit_code
        if os.environ.get(DEBUG_VARIABLE):
            raise
        say(f"keta-evidence: unexpected {type(error).__name__}: {error}")
        say(
            f"hint: this is a fault of the program, please report it; {DEBUG_VARIABLE}=1 shows where it happened"
        )
        return 3
