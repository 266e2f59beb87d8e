"""Predicted against published: how far the sizing core is off, on families that its constants were not fitted on."""
