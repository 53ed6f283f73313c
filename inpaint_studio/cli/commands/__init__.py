"""The commands by groups, as rows of data: their arguments, options and help."""
