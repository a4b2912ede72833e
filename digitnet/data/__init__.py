"""What networks learn from: MNIST and synthetic writers."""
