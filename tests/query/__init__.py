"""Tests of the query room; a package, so that its conftest has a name of its own."""
