"""Rows, audit trails and findings → text for people and for machines."""
