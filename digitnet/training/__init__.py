"""Training: from a recipe to a trained network and a report of what it achieved."""
