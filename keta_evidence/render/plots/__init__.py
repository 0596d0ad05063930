"""Pictures, one module each. These modules alone import matplotlib, and only the command that draws imports them."""
