"""What a room plays together: three rounds, told by a clock, without a server or a network."""
