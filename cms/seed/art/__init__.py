"""Generated pictures for the demo: the same name always gives the same picture.

canvas      size, palettes, gradients, grain, JPEG
water       harbors and open sea
streets     city maps and skylines
shapes      tiles, suns, lines and lanes
"""
