"""Guides on paper: what a sheet says (telling), how it is made and kept (making), who is told of failures (panel)."""
