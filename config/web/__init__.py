"""What stands between the web server and Django's views: proxies, https, prepared answers, health.

No rule of the trade; who may do what is asked in the rooms behind.
"""
