"""The public site, rendered on the server; a module per group of pages."""
