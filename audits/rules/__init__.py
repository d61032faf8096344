"""Judgement of audits/ in plain Python: OS IDs, likeness of sites, coverage. No Django here."""
