"""From a request to the filled photo: plan, crops, colours, run."""
