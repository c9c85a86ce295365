// Copies a citation where the browser lets pages do that (only over https or on this machine). Else it can be selected.
(() => {
  if (!navigator.clipboard) return;
  const SHOWN = 2000; // milliseconds that a button says that it is done
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = label; }, SHOWN);
      } catch {
        getSelection().selectAllChildren(text); // refused: the reader copies what is selected now
      }
    });
  }
})();
