"""Which rows are asked for: fields, the ``--where`` grammar, filters and order."""
