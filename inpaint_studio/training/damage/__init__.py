"""Damage to train a finder with, rendered on intact photos: that of prints, and dust and hairs of film.

Everything is drawn with NumPy and Pillow. Photos are float32
(H, W, 3) in [0, 1]; a layer of damage says how far it covers each pixel, float32 (H, W) in [0, 1].
"""
