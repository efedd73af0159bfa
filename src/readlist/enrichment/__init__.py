"""Filling in and verifying entries from providers, updates of known works, and PDF downloads.

fetch          asks the providers about entries and verifies their answers
reviews        answers that wait for a person's decision
updates        new versions, withdrawals, venues
pdf_download   the PDF of an entry
"""
