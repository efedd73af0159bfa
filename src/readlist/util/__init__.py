"""Infrastructure with no knowledge of papers: files, encodings, bulk SQL, processes. Import the module you need."""
