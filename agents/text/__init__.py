"""What are the words of a text, in which language, and what stands beside what?"""
