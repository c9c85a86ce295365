// Copies a citation where the browser lets pages do that (only over https or on this machine). Else it can be selected.
(() => {
  if (!navigator.clipboard) return;
  const SHOWN = 2000; // milliseconds for which it is said that it is done
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    const told = button.nextElementSibling; // beside the button, whose name would hide it from who listens
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        told.textContent = button.dataset.done;
        setTimeout(() => { told.textContent = ""; }, SHOWN);
      } catch {
        getSelection().selectAllChildren(text); // refused: the reader copies what is selected now
      }
    });
  }
})();
