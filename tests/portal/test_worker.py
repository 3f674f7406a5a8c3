from threading import Thread

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from enlacesur.notifications.jobs import remind
from enlacesur.portal.worker import run_jobs


@pytest.mark.django_db(transaction=True)
def test_a_job_that_ended_well_is_not_kept():
    """There are some every minute, for years."""
    job = ProcrastinateJob.objects.filter(pk=remind.defer(timestamp=0))
    assert job.exists()
    # In a thread of its own: a browser that another test has open keeps this one's event loop.
    worker = Thread(target=run_jobs, kwargs={"wait": False})
    worker.start()
    worker.join(20)
    assert not job.exists()
