"""What happened, by which words, and did it?"""
