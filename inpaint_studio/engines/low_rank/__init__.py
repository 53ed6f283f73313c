"""The engine `low-rank`: groups of similar patches as matrices of low rank."""
