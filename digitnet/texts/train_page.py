"""What stands on the Train page."""
