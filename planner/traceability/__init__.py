"""What the source articles name, and where this project asks, computes and plans for it."""
