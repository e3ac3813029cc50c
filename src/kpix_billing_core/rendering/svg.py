"""What pictures are made of: a frame that says in words what it shows, and words at a place."""

__all__ = ["picture", "words_at"]

from html import escape


def picture(says: str, width: int, height: int, body: str, direction: str = "ltr") -> str:
    """Return a picture of so many pixels that needs no other file; `says` is what it tells to who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(says)}" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" direction="{direction}" '
        f'font-family="system-ui, sans-serif" font-size="12">{body}</svg>'
    )


def words_at(left: int, base: int, words: str, ink: str, more: str = "") -> str:
    """Return words with their base line at a place; `more` are attributes."""
    attributes = f" {more}" if more else ""
    return f'<text x="{left}" y="{base}" fill="{ink}"{attributes}>{escape(words)}</text>'
