"""The dirt on a film, found by time: specks and hairs that one frame has, scratches that stay for many."""
