"""The platform's own settings, with two bare pages beside its own."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
