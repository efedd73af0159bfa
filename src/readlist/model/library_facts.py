"""Facts about the library itself, not about an entry: saved searches, and how topics are shown.

field      element                  value (JSON)
search     the name                 query and filters of a saved search
heading    a heading path, folded   the path that is shown for it (``model.topic_names``)
alias      the name, folded         a further name of a topic: the name, and the topic
founder    ""                       in a group, whose status, rating and priority are those that say no name
"""

LIBRARY = "library"
"""The entity of these facts."""
SEARCH, HEADING, ALIAS, FOUNDER = "search", "heading", "alias", "founder"
