"""The commands as they are typed, in a folder of the test's own."""
