"""What keeps people out of a page, as axe finds it (https://github.com/dequelabs/axe-core)."""

from axe_playwright_python.base import AXE_SCRIPT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
"""WCAG 2.0, 2.1 and 2.2, A and AA."""

COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

NARROW = {"width": 360, "height": 740}

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""Pixels by which a page is wider than the window."""

BROKEN = r"""() => [...document.querySelectorAll('#content td, #content th')].flatMap(cell => {
  const broken = [], walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (const word of node.data.matchAll(/(?<!\S)[\p{L}\p{N}]{2,12}(?!\S)/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(box => box.width).map(box => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  return broken;
})"""
"""Words of tables that stand on more than one line for want of room; names of files and addresses are none."""


def findings(page, **options):
    """Return [“rule: element: what is wrong”, …] for the page as it is now."""
    # Preloading would write styles into the page, which its policy forbids.
    options = {"runOnly": TAGS, "preload": False, "resultTypes": ["violations"]} | options
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [f"{one['id']}: {node['html'][:160]}: {node['failureSummary']}" for one in found for node in one["nodes"]]


def all_findings(page):
    """Look at a page wide and by day, narrow and by night: what depends on both is in the frame of all pages."""
    page.emulate_media(color_scheme="light")
    found = findings(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    found += [f"dark and narrow: {one}" for one in findings(page)]
    if (beyond := page.evaluate(TOO_WIDE)) > 0:
        found.append(f"The page is {beyond} pixels too wide for {NARROW['width']}.")
    if broken := page.evaluate(BROKEN):
        found.append(f"Words of tables are broken: {', '.join(broken)}.")
    return found
