"""Photos, masks, history and files: what every other part stands on. Knows neither Qt nor torch."""
