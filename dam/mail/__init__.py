"""Letters: written as rows in the transaction that causes them, sent afterwards by the worker."""
