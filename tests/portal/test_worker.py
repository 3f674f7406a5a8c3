import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from enlacesur.notifications.jobs import remind
from enlacesur.portal.worker import run_jobs


@pytest.mark.django_db(transaction=True)
def test_a_job_that_ended_well_is_not_kept():
    """There are some every minute, for years."""
    job = ProcrastinateJob.objects.filter(pk=remind.defer(timestamp=0))
    assert job.exists()
    run_jobs(wait=False)
    assert not job.exists()
