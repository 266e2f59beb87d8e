"""English: the British way."""
