"""What records are worth: which report is shown, where documents disagree, which evidence level follows."""
