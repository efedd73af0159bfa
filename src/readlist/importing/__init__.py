"""Import: files -> differences from the library -> entries, in one transaction.

importer        the pipeline and its report (report)
folders         finds the files of paths, and what can be imported below folders
source_files    finds the source in the library that a file belongs to
restoring       restores entries from our own export
file_reader     reads and prepares files, in worker processes if there is much to read (precompute)
source_sync     updates a source's mentions (stored_mention, mention_diff), including those that moved to another file
                (moved_mentions)
"""
