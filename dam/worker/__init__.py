"""The worker: jobs from the queue, what is done each minute and hour, the watched folder."""
