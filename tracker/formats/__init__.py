"""How dates and times are written; a module per language, found by Django."""
