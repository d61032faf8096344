"""Measurements: ratios taken in one run, no timed tests."""
