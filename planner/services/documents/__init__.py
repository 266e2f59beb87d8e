"""What an `assess` document says, read or refused whole."""
