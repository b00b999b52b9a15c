"""The station over the network (FastAPI): KIK-V's service, a JSON API, the catalogue, the token endpoint, health and counts.

A face, as the command line is: each route parses, calls one story and shows what came of it. What it may show stands in `problemen`; what it refuses
before a route is reached, in `grenzen`.
"""
