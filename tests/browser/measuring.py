"""What is measured on a page: targets too small to press, sideways scroll, fields under a bar."""

from typing import Any

from playwright.sync_api import Page

# WCAG 2.5.8: at least 24 by 24 px; links within a sentence are left out. What is pressed with its
# label counts with it; what is hidden or taken out of the tab order counts not.
_SMALL = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const inline = e => {
    if (e.tagName !== 'A' || getComputedStyle(e).display !== 'inline') return false;
    const words = [...e.parentElement.childNodes].filter(n => n !== e).map(n => n.textContent);
    return words.join('').trim().length > 0;
  };
  const small = [];
  for (const e of document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]')) {
    if (!shown(e) || e.tabIndex < 0 || e.closest('.hidden-words, .skip') || inline(e)) continue;
    const boxes = [e, ...(e.labels || [])].map(x => x.getBoundingClientRect());
    const wide = Math.max(...boxes.map(b => b.right)) - Math.min(...boxes.map(b => b.left));
    const high = Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top));
    if (Math.min(wide, high) >= 24) continue;
    const words = (e.textContent || e.name || '').trim().slice(0, 40);
    small.push(`${e.tagName} “${words}” ${Math.round(wide)}x${Math.round(high)}`);
  }
  return small;
}"""
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The first field, brought into the window as a press on Tab does it, and what stands over it.
_COVERED = """() => {
  const field = [...document.querySelectorAll(
      'main :is(input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea)')]
    .find(e => e.checkVisibility({visibilityProperty: true}));
  if (!field) return '';
  field.focus();
  const box = field.getBoundingClientRect();
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !over || over === field || field.contains(over) || over.contains(field)
    ? '' : over.className || over.tagName;
}"""
# A small phone; a desk at 200 %; two phones laid on their side.
_NARROW = {"width": 320, "height": 640}
_TWICE = {"width": 640, "height": 450}
_LAID = ({"width": 844, "height": 390}, {"width": 667, "height": 375})


def troubles(page: Page) -> list[str]:
    """What is wrong with the open page at these sizes; the window is as before afterwards."""
    before = page.viewport_size
    found: list[Any] = [f"small: {words}" for words in page.evaluate(_SMALL)]
    for size in (_NARROW, _TWICE, *_LAID):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a ViewportSize by its keys
        if (over := page.evaluate(_SIDEWAYS)) > 0:
            found.append(f"{over} px too wide at {size['width']}")
        if size in _LAID and (bar := page.evaluate(_COVERED)):
            found.append(f"the first field lies under {bar} at {size['width']}x{size['height']}")
    if before:
        page.set_viewport_size(before)
    return found
