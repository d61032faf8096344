"""Template words of agencies/."""
