"""Reading PDF files: glyphs, graphics, a second parser, and OCR."""
