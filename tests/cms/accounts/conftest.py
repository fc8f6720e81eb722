import pytest
from django.test import Client


@pytest.fixture
def outside(settings):
    """A newsroom that is no demo."""
    settings.DEMO = False


@pytest.fixture
def thief() -> Client:
    """Somebody else's browser."""
    return Client(REMOTE_ADDR="192.0.2.66")
