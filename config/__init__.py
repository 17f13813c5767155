"""Settings, first content and what a deployment starts."""
