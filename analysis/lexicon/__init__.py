"""The words that the analyser knows, and how text is compared with them."""
