// Narrows to a span by dragging over the histogram, and lets arrow keys go from bar to bar: it is one stop of the Tab key.
// Without scripts the bars are links, and the two fields below take any span.
(() => {
  const picture = document.querySelector("svg.timeline");
  if (!picture) return;
  const bars = [...picture.querySelectorAll("a")];
  const form = document.querySelector("form.span");
  const told = picture.parentElement.querySelector("output");
  const LEAST = 5; // pixels: less is a click with an unsteady hand
  let from = null, dragged = false;

  const span = (bar) => new URLSearchParams(bar.getAttribute("href"));
  const name = (bar) => bar.querySelector("title").textContent.replace(/: [^:]*$/, "");

  function within(one, other) {
    const [left, right] = [Math.min(one, other), Math.max(one, other)];
    return bars.filter((bar) => {
      const box = bar.querySelector("path").getBoundingClientRect();
      return box.right > left && box.left < right;
    });
  }

  function show(chosen) {
    for (const bar of bars) bar.classList.toggle("chosen", chosen.includes(bar));
    const ends = chosen.length ? [chosen[0], chosen.at(-1)].map(name) : [];
    told.textContent = [...new Set(ends)].join(" – ");
  }

  function narrow(chosen) {
    if (!chosen.length) return;
    form.elements.published_after.value = span(chosen[0]).get("published_after");
    form.elements.published_before.value = span(chosen.at(-1)).get("published_before");
    form.requestSubmit();
  }

  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = event.clientX;
    dragged = false;
  });
  addEventListener("pointermove", (event) => {
    if (from === null || (!dragged && Math.abs(event.clientX - from) < LEAST)) return;
    dragged = true;
    show(within(from, event.clientX));
  });
  addEventListener("pointerup", (event) => {
    if (from !== null && dragged) narrow(within(from, event.clientX));
    from = null;
  });
  addEventListener("pointercancel", () => {
    from = null;
    show([]);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || from === null) return;
    from = null;
    show([]);
  });
  picture.addEventListener("dragstart", (event) => event.preventDefault()); // the link is not what is dragged
  picture.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
    dragged = false;
  });
  addEventListener("pageshow", () => show([])); // back from where a span led

  const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  const stop = (bar) => bars.forEach((one) => one.setAttribute("tabindex", one === bar ? "0" : "-1"));
  picture.addEventListener("keydown", (event) => {
    const at = bars.indexOf(document.activeElement);
    if (at < 0 || !(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = bars[Math.min(bars.length - 1, Math.max(0, at + KEYS[event.key]))];
    stop(next);
    next.focus();
  });
  picture.addEventListener("focusin", (event) => {
    const bar = event.target.closest("a");
    if (bar) told.textContent = bar.querySelector("title").textContent;
  });
  picture.addEventListener("focusout", () => show([]));
  stop(bars.at(-1));
})();
