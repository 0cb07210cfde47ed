"""ppm.py - a page as pixels: pdftoppm, and where it is red."""
import re
import subprocess


def render(path, page=1, dpi=72, box='-cropbox'):
    """(width, height, rows of RGB bytes) of a page."""
    data = subprocess.run(
        ['pdftoppm', '-r', str(dpi), '-f', str(page), '-l', str(page),
         *([box] if box else []), path], check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    m = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', data)
    w, h = int(m.group(1)), int(m.group(2))
    px = data[m.end():]
    return w, h, [px[3 * w * y:3 * w * (y + 1)] for y in range(h)]


def red(image):
    """Points that are rather red than white."""
    w, h, rows = image
    return {(x, y) for y in range(h) for x in range(w)
            if rows[y][3 * x] > 150 and rows[y][3 * x + 1] < 128 and
            rows[y][3 * x + 2] < 128}


def middle(points):
    """The middle of the box around points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return ((min(xs) + max(xs) + 1) / 2, (min(ys) + max(ys) + 1) / 2)
