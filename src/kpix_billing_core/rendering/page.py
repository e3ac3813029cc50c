"""The frame of a page: one HTML file that needs no other, runs nothing, and prints as it is shown."""

__all__ = ["html_page", "tag"]

from html import escape

from .locales import language_tag, text_direction


def html_page(title: str, body: str, locale: str) -> str:
    """Return a whole page; the title is text, the body is HTML already."""
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{escape(language_tag(locale))}" dir="{text_direction(locale)}">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n"
        f"<style>{_STYLE}</style>\n"
        "</head>\n"
        f"<body>\n{body}\n</body>\n"
        "</html>\n"
    )


def tag(name: str, text: str, css_class: str = "") -> str:
    """Return an element that holds text; the text is escaped, the rest is the house's own.

    >>> tag("td", "<b>", "number")
    '<td class="number">&lt;b&gt;</td>'
    """
    attributes = f' class="{css_class}"' if css_class else ""
    return f"<{name}{attributes}>{escape(text)}</{name}>"


_STYLE = """
:root { --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --pale: #f4f6f9; --accent: #0b5fa5; --taken: #e8f2fb }
* { box-sizing: border-box }
body { margin: 0; padding: 2.5rem 1rem; background: var(--pale); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif }
main { max-width: 54rem; margin: 0 auto; padding: 2.75rem 3rem 2.25rem; background: #fff; border-radius: 10px;
  box-shadow: 0 1px 2px #0f172a14, 0 8px 28px #0f172a12 }
main.wide { max-width: 84rem; padding-inline: 2.25rem }
.scroll { overflow-x: auto }
header { display: flex; flex-wrap: wrap; gap: 1.5rem; justify-content: space-between; align-items: flex-start;
  padding-bottom: 1.75rem; border-bottom: 3px solid var(--ink) }
h1 { margin: 0 0 .9rem; font-size: 1.9rem; line-height: 1.15; letter-spacing: -.02em }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.05rem }
a { color: inherit; text-decoration-color: #9bb8d3; text-underline-offset: .2em }
a:hover, a:focus-visible { color: var(--accent); text-decoration-color: currentColor }
dl.facts { display: grid; grid-template-columns: auto auto; gap: .15rem 1.5rem; margin: 0; justify-content: start }
dl.facts dt { color: var(--soft) }
dl.facts dd { margin: 0; overflow-wrap: anywhere }
.due { padding: .9rem 1.25rem 1rem; background: var(--pale); border-radius: 8px; text-align: end }
.due span { display: block; color: var(--soft) }
.due strong { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; font-variant-numeric: tabular-nums;
  white-space: nowrap }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse }
caption { text-align: start; color: var(--soft); padding-bottom: .5rem }
th, td { padding: .6rem .6rem; text-align: start; vertical-align: baseline }
th:first-child, td:first-child { padding-inline-start: 0 }
th:last-child, td:last-child { padding-inline-end: 0 }
thead th { border-bottom: 1px solid var(--ink); font-size: .82rem; font-weight: 600; color: var(--soft) }
tbody tr + tr > * { border-top: 1px solid var(--line) }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 5rem }
tfoot tr:first-child > * { border-top: 1px solid var(--ink) }
tfoot th { font-weight: 400; text-align: end }
tfoot .grand > * { font-size: 1.1rem; font-weight: 700; border-top: 1px solid var(--ink) }
tfoot .after > * { color: var(--soft) }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
.code { display: block; color: var(--soft); font-size: .85rem; font-weight: 400 }
details { border: 1px solid var(--line); border-radius: 8px; margin-top: .5rem }
details[open] { border-color: #b9cfe3 }
summary { display: flex; gap: .6rem; align-items: baseline; padding: .55rem .9rem; cursor: pointer; font-weight: 500 }
summary::-webkit-details-marker { display: none }
summary::before { content: "+"; width: .7rem; color: var(--accent); font-weight: 600 }
details[open] > summary::before { content: "\\2212" }
summary .number { margin-inline-start: auto; padding-inline-start: 1rem }
summary:hover { color: var(--accent) }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 8px }
dl.steps { display: grid; grid-template-columns: 9.5rem 1fr; margin: 0;
  padding: .25rem .9rem .9rem; font-size: .92rem }
dl.steps > div { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; padding: .28rem .4rem;
  gap: 1.25rem; border-top: 1px solid var(--line) }
dl.steps dt { color: var(--soft) }
dl.steps dd { margin: 0; display: flex; gap: 1rem; align-items: baseline; justify-content: space-between;
  font-variant-numeric: tabular-nums }
dl.steps .taken { background: var(--taken) }
dl.steps .passed { color: var(--soft) }
dl.steps .result { font-weight: 600 }
.rules { color: var(--soft); font-size: .78rem; font-weight: 400; white-space: nowrap }
.overview td, .overview th { vertical-align: middle }
.overview tfoot th { text-align: start }
.overview tfoot td { font-weight: 600 }
.overview header span { color: var(--soft) }
.overview .sum { font-weight: 600 }
.totals { display: flex; flex-wrap: wrap; gap: .75rem }
.hint { margin: 1.25rem 0 0; color: var(--soft); font-size: .9rem; unicode-bidi: plaintext }
.wide table { font-size: .82rem }
.wide :is(th, td):not(:first-child, :last-child) { padding-inline: .3rem }
.wide th:first-child { position: sticky; inset-inline-start: 0; background: #fff; padding-inline-end: .3rem }
.wide :is(th, td):last-child { padding-inline-start: .6rem }
svg.bars { display: block; fill: #7fb0da }
svg.bars rect:hover { fill: var(--accent) }
@media (max-width: 42rem) { body { padding: 0 } main { padding: 1.5rem 1rem; border-radius: 0 } .due { width: 100% } }
@media print {
  @page { margin: 18mm }
  body { padding: 0; background: none; font-size: 10.5pt }
  main { max-width: none; padding: 0; box-shadow: none; border-radius: 0 }
  .due, dl.steps .taken { background: none }
  .due { padding-inline: 0 }
  a { text-decoration: none }
  tr, details { break-inside: avoid }
  details:not([open]), section:not(:has(details[open])) { display: none }
  main.wide { page: wide }
  .scroll { overflow: visible }
  .wide :is(table, thead th) { font-size: 7.5pt }
  .wide th:first-child { position: static }
}
@page wide { size: landscape; margin: 12mm }
"""
