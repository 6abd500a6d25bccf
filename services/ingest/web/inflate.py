"""Compressed bytes to plain ones, as they arrive; a bomb is stopped at the limit, not when it has gone off."""

import zlib

from services.ingest.web.errors import Failed, TooLarge

GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_PLAIN = ("", "identity")


class Inflater:
    """Gathers a body. `coding` is the Content-Encoding; `limit` counts bytes after decompression."""

    def __init__(self, coding: str, limit: int) -> None:
        self._coding, self._limit = coding.strip().lower(), limit
        if self._coding not in (*_PLAIN, "gzip", "x-gzip", "deflate"):
            raise Failed(f"服务器使用了未经请求的压缩方式 {self._coding[:32]}")
        self._data = bytearray()
        self._stream: zlib._Decompress | None = None

    def add(self, chunk: bytes) -> None:
        """Raises `TooLarge`, and `Failed` for damaged data."""
        if self._coding in _PLAIN:
            self._keep(chunk)
            return
        try:
            while chunk:
                chunk = self._inflate(chunk)
        except zlib.error:
            raise Failed("压缩数据已损坏") from None

    def end(self) -> bytes:
        """The whole body. Raises `Failed` where the compressed stream was cut short."""
        if self._stream is not None and not self._stream.eof:
            raise Failed("压缩数据不完整")
        return bytes(self._data)

    def head(self) -> bytes:
        """What has come so far."""
        return bytes(self._data)

    def _inflate(self, chunk: bytes) -> bytes:
        """Inflate into what room is left; return what belongs to the next member of a gzip stream."""
        if self._stream is None or self._stream.eof:
            self._stream = zlib.decompressobj(self._window(chunk))
        self._keep(self._stream.decompress(chunk, self._limit - len(self._data) + 1))
        return self._stream.unused_data

    def _window(self, chunk: bytes) -> int:
        if self._coding != "deflate":
            return _GZIP
        is_zlib = chunk[0] & 0x0F == zlib.DEFLATED and int.from_bytes(chunk[:2].ljust(2, b"\0"), "big") % 31 == 0
        return _ZLIB if is_zlib else _RAW  # both are sent under this name

    def _keep(self, data: bytes) -> None:
        room = self._limit - len(self._data)
        self._data += data[:room]
        if len(data) > room:
            raise TooLarge(f"内容（解压后）超过上限 {self._limit} 字节")


def gunzip(data: bytes, limit: int) -> bytes:
    """Unpack a file that is itself gzip, as sitemaps are. Raises `TooLarge` or `Failed`."""
    inflater = Inflater("gzip", limit)
    inflater.add(data)
    return inflater.end()
