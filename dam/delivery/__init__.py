"""What leaves the house: the gate, the record, what outsiders see, and the files themselves."""
