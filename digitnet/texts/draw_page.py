"""What stands on the drawing page."""
