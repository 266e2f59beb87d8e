"""What a model, a memory, a wire and a watt can do: formulas without money or people."""
