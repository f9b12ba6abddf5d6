"""Messages that a restored database lacks, out of a file that people have looked through."""
