// Completes what is typed into the search box: a combobox with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
// Without scripts the box is a box. Nothing that comes from the archive is read as HTML.
(() => {
  const box = document.querySelector("input[data-suggest]");
  if (!box) return;
  const WAIT = 150; // milliseconds without a key, after which it is asked
  const LAST_WORD = /[\p{L}\p{N}\p{M}]+$/u;
  const list = document.createElement("ul");
  let timer, asking, chosen = -1;

  Object.assign(list, { id: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  box.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) box.setAttribute(name, value);

  function open(options) {
    list.replaceChildren(...options);
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    open([]);
  }

  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = list.children[number];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  }

  function option(text, kind, take, number) {
    const item = document.createElement("li");
    Object.assign(item, { id: `suggestion-${number}`, textContent: text, className: kind, dir: "auto", onclick: take });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    return item;
  }

  function complete(word) {
    box.value = `${box.value.replace(LAST_WORD, word)} `;
    box.focus();
    ask();
  }

  function show({ words, headlines }) {
    const takes = [
      ...words.map(({ word }) => [word, "word", () => complete(word)]),
      ...headlines.map(({ id, headline }) => [headline, "headline", () => location.assign(`${box.dataset.articles}${id}/`)]),
    ];
    open(takes.map(([text, kind, take], number) => option(text, kind, take, number)));
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (!box.value.trim()) return open([]);
    try {
      const answer = await fetch(`${box.dataset.suggest}?page_size=6&q=${encodeURIComponent(box.value)}`, { signal });
      const found = answer.ok ? await answer.json() : { words: [], headlines: [] };
      if (!signal.aborted && document.activeElement === box) show(found);
    } catch {
      if (!signal.aborted) open([]); // the search itself says what is wrong
    }
  }

  const KEYS = {
    ArrowDown: () => choose(chosen + 1 < list.children.length ? chosen + 1 : -1),
    ArrowUp: () => choose(chosen < 0 ? list.children.length - 1 : chosen - 1),
    Enter: () => list.children[chosen].click(),
    Escape: close,
  };

  box.addEventListener("input", () => {
    choose(-1); // the list completes what was typed before: Enter must not put that in
    asking?.abort();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || !KEYS[event.key] || (event.key === "Enter" && chosen < 0)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the box in focus until the click
})();
