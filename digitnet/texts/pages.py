"""What stands on the pages."""
