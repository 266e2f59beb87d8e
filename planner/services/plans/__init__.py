"""Plans of an engagement: inputs gathered, asked for, made."""
