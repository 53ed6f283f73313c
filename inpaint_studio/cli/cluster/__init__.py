"""Commands that take other inputs on a cluster."""
