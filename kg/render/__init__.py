"""Results as people and programs read them: tables, cards, graphs, and text made safe to look at."""
