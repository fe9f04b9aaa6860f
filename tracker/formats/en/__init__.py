"""English as the British write it, as the pages have it."""
