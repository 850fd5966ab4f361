"""Between the web server's event loop and Django's threads: nobody slow holds a thread.

(docs/decisions/0106)
"""
