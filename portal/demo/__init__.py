"""Invented examples for the demo: no agency, CSO, employer, fee, vouch or opening in here is real."""
