"""The child processes that open files: their limits, their walls, and how they are asked."""
