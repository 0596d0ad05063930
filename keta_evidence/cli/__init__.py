"""The command line: options → plain functions → an exporter. No logic lives here."""
