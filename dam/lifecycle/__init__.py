"""One step for a person, several rooms of work: publish, take down, answer."""
