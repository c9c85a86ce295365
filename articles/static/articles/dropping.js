// Files that are dropped on the form are chosen by it, as if by its button; without scripts there is the button.
(() => {
  const zone = document.querySelector("[data-drop]");
  const input = zone?.querySelector("input[type=file]");
  if (!input) return;
  const told = zone.querySelector("[data-dropped]");
  const [most_bytes, most_files] = [Number(zone.dataset.bytes), Number(zone.dataset.files)];
  const LEVELS = ["bytes", "KB", "MB", "GB"];

  function size(bytes) {
    const level = Math.min(LEVELS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
    return `${(bytes / 1024 ** level).toFixed(level ? 1 : 0)} ${LEVELS[level]}`;
  }

  function sum() {
    return [...input.files].reduce((so_far, file) => so_far + file.size, 0);
  }

  // What is too much is refused by the archive as well, but a browser that is still sending may not hear why.
  function excess() {
    if (sum() > most_bytes) return ` That is more than the ${size(most_bytes)} that may be sent at once.`;
    if (input.files.length > most_files) return ` That is more than the ${most_files} files that may be sent at once.`;
    return "";
  }

  function tell() {
    const count = input.files.length;
    told.textContent = count ? `${count} file${count > 1 ? "s" : ""} chosen, ${size(sum())}.${excess()}` : "";
    told.classList.toggle("problems", excess() !== "");
  }

  function over(event, is) {
    event.preventDefault();
    zone.classList.toggle("dragged", is);
  }

  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    tell();
  });
  input.addEventListener("change", tell);
  input.form.addEventListener("submit", (event) => {
    if (!excess()) return;
    event.preventDefault();
    tell();
    input.focus();
  });
  tell();  // A quick hand, or the browser on the way back, has chosen files before this ran.
})();
