"""Development sets for search: derived from the lexicon's own content, with what is asked held out of what is known."""
