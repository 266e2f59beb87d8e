"""The frozen inputs of a plan, and what follows from them: estate, team, evaluation, verification."""
