"""Changes of a scenario: read, checked, said in words and laid over a plan's inputs."""
