"""``python -m keta_evidence``."""

from keta_evidence.cli import main

main()
