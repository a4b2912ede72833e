"""Strokes and pixels: a drawing, the canvas, live ink, pictures, MNIST format."""
