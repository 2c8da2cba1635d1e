"""Triple stores behind a URL: how they are found and spoken to, read, and kept the same as the embedded one."""
