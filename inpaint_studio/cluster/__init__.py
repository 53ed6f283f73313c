"""The work of commands on many machines, by Dask; inputs and outputs in shared folders or remote storage."""
