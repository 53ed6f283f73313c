"""The texts of errors about clusters and remote storage, by code."""

from __future__ import annotations

CLUSTER_MESSAGES: dict[str, str] = {
    "cluster-needs": "Clusters need Dask: {install:[cluster]}.",
    "cluster-needs-package": "'{address}' needs {package}: {install:{package}}.",
    "cluster-address": (
        "'{words}' is not a cluster. Use tcp://HOST:PORT (a Dask scheduler), local:N, slurm:N or "
        "kubernetes:N."
    ),
    "cluster-unreachable": (
        "The scheduler '{address}' cannot be reached: {reason}. Check the address, and that it is running."
    ),
    "cluster-not-started": "The workers of '{address}' cannot be started: {reason}.",
    "cluster-no-workers": (
        "The scheduler '{address}' has no workers. Start some (dask worker ADDRESS --nthreads 1)."
    ),
    "cluster-jobs-ended": (
        "All Slurm jobs of '{address}' ended ({jobs}), at their time limit or because no worker could start: "
        "see what they printed. What is saved stays; the same command (batch: with --resume) goes on."
    ),
    "cluster-lost": (
        "The connection to the scheduler '{address}' was lost. What is saved stays; the same command "
        "(batch: with --resume) goes on."
    ),
    "cluster-worker-differs": (
        "The worker '{worker}' has {what} {theirs} and this computer has {ours}, so results might differ. "
        "Both need the same."
    ),
    "cluster-worker-lacks": (
        "A worker or the scheduler cannot run Inpaint Studio: {reason}. It needs the same version as here."
    ),
    "cluster-worker-died": (
        "The workers that tried it ended suddenly, probably out of memory. Give them more memory, or use a "
        "smaller photo."
    ),
    "cluster-folder-unseen": (
        "The worker '{worker}' does not see the folder '{path}'. Use a folder that all machines share, "
        "under the same path, or remote storage such as s3://."
    ),
    "lpips-lacking": "The worker cannot compute ST-LPIPS, as this computer can: {reason}.",
    "films-missing": "There are no films in '{path}'. With --cluster, FILM is a folder of films.",
    "cluster-other-settings": (
        "The results in '{folder}' are of other photos, or were begun with other settings, versions or "
        "weights. Use those again, or another folder, or start again with --overwrite and without --resume."
    ),
    # remote storage
    "storage-needs-cluster": (
        "'{url}' is remote storage, which needs --cluster; local:1 is enough for one computer."
    ),
    "storage-batch-alone": (
        "'{url}' is remote storage, where only batch works: batch --mask find fills the damage as restore "
        "does."
    ),
    "storage-unknown": (
        "'{url}' is not a kind of storage that is known. Use s3://, gs://, sftp:// or another that fsspec "
        "knows."
    ),
    "storage-package": "'{url}' needs {package}: {install:{package}}.",
    "storage-denied": "'{url}' cannot be accessed: {reason}. Check the credentials.",
    "storage-failed": "'{url}' cannot be reached: {reason}.",
}
