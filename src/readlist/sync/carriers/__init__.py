"""Carriers: an append-only log of operations that devices share, held by an engine that exists.

    base             what a carrier does (``Carrier``), and the values it takes and gives
    address          which carrier an address names; passwords taken out of messages
    opening          the carrier for an address
    git_program      git as a subprocess: environment, deadlines, errors
    git_repository   objects and branches of a repository without a work tree
    git_files        the operations of a branch: its files, and what two states of it differ in
    git_branches     the own branch, and what became of all others
    git              ``GitCarrier``: a branch per device, on any remote
    postgres_schema  the tables, the function and the rights of a hub
    postgres_link    a connection to a hub: deadlines, errors
    postgres         ``PostgresCarrier``: one table, numbered in the order of commits

A carrier reads nothing of an operation but its id, and changes nothing.
"""
