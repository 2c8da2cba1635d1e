"""A brief as a document to paste from, to print or to calculate with: Markdown, DOCX, PDF, a folder of CSV files."""
