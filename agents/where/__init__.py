"""Where did it happen, and which places only stand beside it?"""
