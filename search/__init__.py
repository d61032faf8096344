"""Finds openings. Knows no other app: jobs hands it documents and asks it questions."""
