"""The law of the house: pure rules about terms, time and people. No clock: `now` is an argument."""
