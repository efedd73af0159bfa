"""Metadata providers behind one interface: arXiv, Crossref, DataCite, OpenAlex, ACL, OpenReview, GitHub, web pages.

resolver            IDs, titles and URLs -> records, from the mirror, the cache or the providers, in that order
asking_order        which providers to ask for an ID, in which order; what each is like: docs/providers.md
base                the Provider protocol, its batches and shared helpers
single_lookup       the base class of providers that take one ID per request
arxiv, crossref, …  one provider each; arxiv_sites: what arXiv's services share
page_metadata       what a web page says of itself; xml_reader: XML without declarations
settings            the settings of all providers, read by settings_loader
http                requests with deadline, retries and rate limit (rate_limiter); bodies are unpacked with a limit
                    (answer_body); private addresses are refused (network_guard)
circuit_breaker     providers that have failed are left alone for a while
findings_cache      records kept for some days; shared by all processes, like the rate limit (both: cache_file)
arxiv_mirror        a local copy of arXiv's metadata, loaded from its public snapshot (arxiv_snapshot)
"""
