// Asks again what a draft lacks, after each autosave.
document.addEventListener("w-autosave:success", async () => {
  const panel = document.querySelector("[data-readiness]");
  if (!panel) return;
  const answer = await fetch(panel.dataset.readiness, { credentials: "same-origin" });
  if (answer.ok) panel.innerHTML = await answer.text();
});
