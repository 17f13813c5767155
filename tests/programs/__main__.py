"""What `make` is to bring: the programs that this machine lacks, as targets of the Makefile."""

import sys

from tests.programs import BROUGHT, FINDERS, find_java

for name, find_program in FINDERS.items():
    if name == "vnu" and find_java() is None:
        continue
    program = find_program()
    if program is None or program.is_relative_to(BROUGHT):
        sys.stdout.write(f"{BROUGHT.name}/{name}/.installed\n")
