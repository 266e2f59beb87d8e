"""Where machines stand and what surrounds them: sites, distances, power, hosts."""
