"""What is lost and what is doubled when something dies: hours of it, so `make faults` alone."""
