"""Training of the extractor's linear models; not part of the installed package."""
