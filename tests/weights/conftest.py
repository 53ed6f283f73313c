from tests.weights.files import folder

__all__ = ["folder"]
