"""One reader for each kind of file: `read(path, progress) -> Document`. They know files, and nothing of résumés."""
