"""``python -m keta_evidence``."""

from keta_evidence.cli.main import main

main()
