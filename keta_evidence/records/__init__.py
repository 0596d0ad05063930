"""What documents say: YAML text with marks → frozen records; the format, the vocabulary, the folder
of studies.
"""
