"""Masthead beside stock Wagtail on the same stories: reads, queries, and the way out.

prose           invented text with common, middling and rare words
archive         the newsroom that is measured, loaded down the real road
stock_settings  the same pages served by stock Wagtail: settings, urls, database
services        everything that runs while it is measured
addresses       what is asked for, the same on both sides
load            requests/s and latency, by wrk
queries         SQL queries per request, in process
publishing      from an editor's approval to every address
report          the table
"""
