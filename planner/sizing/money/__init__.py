"""What machines cost, and in which ways they can be had."""
