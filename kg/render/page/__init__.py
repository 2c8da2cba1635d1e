"""A brief as a page for a browser: one file that opens from disk, or with further pages beside it where it is large."""

from kg.render.page.files import write_page
from kg.render.page.pages import ONE_FILE, page_files

__all__ = ["ONE_FILE", "page_files", "write_page"]
