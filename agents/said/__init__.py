"""Who says how many?"""
