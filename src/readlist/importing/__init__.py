"""Import: files -> what changed against the library -> entries, in one transaction.

importer        the pipeline and its report (report)
source_files    which files a path names, and which source of the library a file is
file_reader     reads and prepares files, in other processes if there is much to read (precompute)
source_sync     brings a source's mentions up to date (mention_diff), also those that moved to another file
                (moved_mentions)
"""
