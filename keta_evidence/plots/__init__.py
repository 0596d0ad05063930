"""Plots, one module each. Only the command that draws imports them."""
