"""What stands around all pages: navigation and sidebar."""
