"""What documents conclude across studies, tested against the studies they cite."""
