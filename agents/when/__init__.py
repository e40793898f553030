"""When was it?"""
