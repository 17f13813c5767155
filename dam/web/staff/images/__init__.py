"""One image: edit, publish, crop, withdraw; and the list of all."""
