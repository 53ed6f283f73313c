"""Medical pictures, DICOM and NIfTI, in the values that they store.

Nothing here is a medical device. What is filled is invented, and no diagnosis may rest on it.
"""
