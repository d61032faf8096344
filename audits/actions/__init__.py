"""The only writers of audits/: brands, lists, matches, dossiers. Each action is one transaction."""
