"""A film in the editor: it is shown, masked, tracked, previewed and exported in a workspace of its own."""
