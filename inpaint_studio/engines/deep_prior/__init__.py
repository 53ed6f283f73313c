"""The engine `deep-prior`: a network fitted to the known pixels of one photo."""
