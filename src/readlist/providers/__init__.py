"""Metadata providers behind one interface: arXiv, Crossref, DataCite, ACL Anthology, OpenReview, GitHub, web pages.

resolver            IDs, titles and URLs -> records, from the mirror, the cache or the providers, in that order
base                the Provider protocol, its batches and shared helpers
single_lookup       the base class of providers that take one ID per request
arxiv, crossref, …  one provider each
settings            the settings of all providers, read by settings_loader
http                requests with deadline, retries and rate limit (rate_limiter); private addresses are refused
                    (network_guard)
findings_cache      records kept for some days; shared by all processes, like the rate limit (both: cache_file)
arxiv_mirror        a local copy of arXiv's metadata, loaded from its public snapshot (arxiv_snapshot)
"""
