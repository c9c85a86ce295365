// Tells how far a job is, without a reload: asks once a second, and shows the finished page in place when it has ended.
// Without scripts there is the link “Refresh”.
(() => {
  const EVERY = 1000; // milliseconds
  const place = document.querySelector("[data-job]");
  if (!place) return;
  const told = place.querySelector("[role=status]");
  const bar = place.querySelector("progress");
  place.querySelector(".job-refresh")?.setAttribute("hidden", "");

  async function asked(address) {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer;
  }

  function show(job) {
    if (told.textContent !== job.told) told.textContent = job.told;
    if (!job.total) return;
    bar.max = job.total;
    bar.value = job.done;
  }

  // The line of the status stays where it is, so that screen readers read what it says now; the other parts are replaced.
  async function finish() {
    const page = new DOMParser().parseFromString(await (await asked(location.href)).text(), "text/html");
    const parts = [...page.querySelectorAll("[data-job-part]")];
    const status = page.querySelector(".job-told");
    if (!status) return location.reload();
    const focused = place.contains(document.activeElement);
    document.querySelectorAll("[data-job-part]").forEach((part, number) => part.replaceWith(parts[number] ?? ""));
    told.className = status.className;
    told.textContent = status.textContent;
    if (focused) Object.assign(told, { tabIndex: -1 }).focus();
  }

  async function follow() {
    let job = { unfinished: true };
    try {
      job = await (await asked(place.dataset.job)).json();
      show(job);
      if (!job.unfinished) await finish();
    } catch {
      told.textContent = "The archive does not answer; it is asked again.";
    }
    if (job.unfinished) setTimeout(follow, EVERY);
  }

  setTimeout(follow, EVERY);
})();
