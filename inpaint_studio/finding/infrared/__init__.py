"""Dust, hairs and scratches of film in the infrared of a scan: aligned, without the film's own image."""
