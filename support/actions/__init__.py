"""The only writers of support/: one verb, one transaction each."""
