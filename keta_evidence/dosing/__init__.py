"""One regimen of one document → hours, doses and rates, by exact arithmetic."""
