"""Metadata providers behind one interface: arXiv, Crossref, DataCite, ACL Anthology, OpenReview, GitHub, web pages.

resolver            ids, titles and URLs -> records, from the mirror, the cache or the providers, in that order
base                Provider.fetch(ids) -> batches; Settings; what providers share
arxiv, crossref, …  one provider each
http                requests with deadline, retries and rate limit (rate_limiter), private addresses refused
                    (network_guard)
findings_cache      answers, kept for some days; shared by all processes, as the rate limit is
arxiv_mirror        a local copy of arXiv's metadata, loaded from its public snapshot (arxiv_snapshot)
"""
