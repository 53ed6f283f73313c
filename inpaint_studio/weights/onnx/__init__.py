"""ONNX files: read, measured, written from a network."""
