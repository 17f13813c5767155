"""The record of the mutants is that of this code, and every mutant that lives has its reason."""

from tests.mutants import digest, reasons, result


def test_the_record_belongs_to_this_code():
    assert result()["digest"] == digest(), "run `make mutants`"


def test_every_mutant_that_lives_has_a_written_reason():
    alive = set(result()["alive"].values())
    assert alive - set(reasons()) == set()
    assert set(reasons()) - alive == set(), "a reason for a mutant that is killed is to be deleted"
