"""Widgets and services that know nothing of fills: theme, icons, controls, forms, thumbnails."""
