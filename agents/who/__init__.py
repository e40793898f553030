"""Who took part, and on which side?"""
