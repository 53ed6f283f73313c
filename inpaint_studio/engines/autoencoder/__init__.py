"""The engine `autoencoder`: a hole is predicted and matched in the space of a network's codes."""
