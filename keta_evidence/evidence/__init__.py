"""What follows from records by arithmetic: dose, hours, relief, each with its steps."""
