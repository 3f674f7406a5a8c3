"""Columns of numbers arrive in the database as they are in memory."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enlacesur.notifications.columns import execute

numbers = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20).map(lambda found: np.array(found, dtype=np.int64))
small = st.lists(st.integers(0, 255), max_size=20).map(lambda found: np.array(found, dtype=np.uint8))


moments = st.lists(st.datetimes() | st.none(), max_size=20)


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_moments=moments)
def test_moments_arrive_as_they_are_and_none_as_infinity(given_moments):
    column = np.array(given_moments, dtype="datetime64[us]")
    statement = "SELECT nullif(moment, 'infinity') AT TIME ZONE 'UTC' AS moment FROM unnest(%s) AS moment"
    execute(f"CREATE TEMP TABLE arrived ON COMMIT DROP AS {statement}", [column])
    with connection.cursor() as cursor:
        cursor.execute("SELECT moment FROM arrived")
        assert [moment for (moment,) in cursor] == given_moments
        cursor.execute("DROP TABLE arrived")


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(column=numbers | small)
def test_a_column_arrives_as_it_is(column):
    execute("CREATE TEMP TABLE arrived ON COMMIT DROP AS SELECT unnest(%s) AS number", [column])
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM arrived")
        assert [number for (number,) in cursor] == column.tolist()
        cursor.execute("DROP TABLE arrived")
