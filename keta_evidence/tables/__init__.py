"""Studies → rows and columns."""
