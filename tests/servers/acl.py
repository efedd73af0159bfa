"""The ACL Anthology on a local port: one BibTeX file per paper."""

from __future__ import annotations

from servers.base import Reply, Server

PAPERS = {
    "P18-1001": r"""@inproceedings{athiwaratkun-etal-2018-probabilistic,
    title = "Probabilistic {F}ast{T}ext for Multi-Sense Word Embeddings",
    author = {Athiwaratkun, Ben  and
      Wilson, Andrew  and
      M{\"u}ller, Anima},
    editor = "Gurevych, Iryna  and
      Miyao, Yusuke",
    booktitle = "Proceedings of the 56th Annual Meeting of the Association for Computational Linguistics (Volume 1: Long Papers)",
    month = jul,
    year = "2018",
    address = "Melbourne, Australia",
    publisher = "Association for Computational Linguistics",
    url = "https://aclanthology.org/P18-1001/",
    doi = "10.18653/v1/P18-1001",
    pages = "1--11",
    abstract = "Each word is a mixture of densities; it gains 20% on rare words, and $O(n)$ holds."
}
""",
    "2020.tacl-1.1": r"""@article{one-2020-tacl,
    title = "A {\textquoteleft}Quoted{\textquoteright} Title",
    author = "One, Ada",
    journal = "Transactions of the Association for Computational Linguistics",
    volume = "8",
    year = "2020",
    url = "https://aclanthology.org/2020.tacl-1.1/",
    doi = "10.1162/tacl_a_00298"
}
""",
}


class AclServer(Server):
    """Serves ``papers``: BibTeX by ACL id."""

    papers = PAPERS

    def answer(self, request):
        found = self.papers.get(request.path.strip("/").removesuffix(".bib"))
        if found is None or not request.path.endswith(".bib"):
            return Reply(b"<html>Not found</html>", 404, {"Content-Type": "text/html"})
        return Reply(found.encode(), 200, {"Content-Type": "application/x-bibtex"})
