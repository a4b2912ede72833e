"""The network as one HTML file."""
