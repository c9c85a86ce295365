"""What a kind of job is made of."""

from articles.jobs import kinds
from articles.jobs.kinds import JobFailed


def test_a_function_becomes_a_kind_and_stays_itself(make_kind):
    def run(job):
        return {"of": job}

    assert make_kind("mine", run, foreseen=[KeyError]) is run
    assert kinds.KINDS["mine"].run is run
    assert kinds.KINDS["mine"].foreseen == (JobFailed, OSError, KeyError)
