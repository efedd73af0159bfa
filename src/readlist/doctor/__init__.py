"""Checks of the library and of notes, and automatic fixes.

runner               runs the checks (one generator each) and sorts their findings
identity_checks      one id with two titles, entries that may be one work
consistency_checks   mentions of one work that contradict each other
link_checks          malformed and copied ids and links
text_checks          lines of the notes
provider_checks      what providers contradict
annotations          findings as annotations of a forge: GitHub's commands, SARIF
fixes                repairs of links in files that can mean only one thing
"""
