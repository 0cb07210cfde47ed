"""der.py - just enough DER to take a CMS apart and put another together."""


def tlv(tag, *parts):
    body = b''.join(parts)
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(size)]) + size + body


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts, sort=True):
    return tlv(0x31, *(sorted(parts) if sort else parts))


def octets(data):
    return tlv(4, data)


def integer(x):
    if isinstance(x, bytes):
        return tlv(2, x)
    return tlv(2, x.to_bytes(x.bit_length() // 8 + 1, 'big'))


def oid(text):
    nums = [int(x) for x in text.split('.')]
    out = bytes([nums[0] * 40 + nums[1]])
    for n in nums[2:]:
        part = [n & 127]
        while n > 127:
            n >>= 7
            part.append(n & 127 | 128)
        out += bytes(reversed(part))
    return tlv(6, out)


NULL = b'\5\0'


def head(data, at=0):
    """(tag, start of content, end) of the element at "at"."""
    n, i = data[at + 1], at + 2
    if n & 128:
        k = n & 127
        n = int.from_bytes(data[i:i + k], 'big')
        i += k
    return data[at], i, i + n


def children(data, at=0):
    """The elements inside the one at "at", each whole."""
    _, i, end = head(data, at)
    out = []
    while i < end:
        _, _, e = head(data, i)
        out.append(data[i:e])
        i = e
    return out


def content(data):
    _, i, end = head(data)
    return data[i:end]


def whole(data):
    """The element at the start, without what is behind it."""
    return data[:head(data)[2]]
