"""People in pictures, and their legal bases."""
