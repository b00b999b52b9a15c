"""A practice network on one machine: a management organisation, an inspectorate and stations, each with its own keys; for the demo and the tests."""
