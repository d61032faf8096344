"""Judgements of support/ in plain Python: what may follow what, what is due when, what is kept until when."""
