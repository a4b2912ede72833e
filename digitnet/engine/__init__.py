"""The process that owns TensorFlow, and how pages reach it."""
