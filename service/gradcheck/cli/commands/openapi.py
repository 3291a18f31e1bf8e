"""`gradcheck openapi`: prints the document that the service answers with."""

import json
from argparse import Namespace

import msgspec

from gradcheck.api.openapi import document
from gradcheck.app import create_app
from gradcheck.settings import load


def run(_: Namespace) -> int:
    """Print the document of a service with these settings. Raises ConfigurationError where they are wrong."""
    schema = msgspec.json.encode(document(create_app(load())))
    print(json.dumps(json.loads(schema), indent=2))
    return 0
