"""What would be different: looked at beside a finished plan, or planned."""
