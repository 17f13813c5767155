"""The rows: sessions, models, migrations, and what is written in the caller's transaction."""
