"""What the editor says: translations, numbers, and the sentences of the packages below."""
