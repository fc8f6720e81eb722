// Follows what mirrors do: asks every two seconds how far it has come, until it is done.
const EVERY = 2000; // milliseconds
const panel = document.querySelector("[data-follow]");
const told = panel?.parentElement.querySelector("[data-told]");
const lost = panel?.parentElement.querySelector("[data-lost]");

async function follow() {
  try {
    const answer = await fetch(panel.dataset.follow, { redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    const now = await answer.text();
    // A live region that is written without a change would be read out again.
    if (now !== panel.dataset.shown) panel.innerHTML = panel.dataset.shown = now;
    say(panel.querySelector("[data-say]")?.textContent);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  next();
}

// Where numbers change all the time, only the one word is read out that matters.
function say(word) {
  if (told && word && told.textContent !== word) told.textContent = word;
}

function next() {
  if (!panel.querySelector("[data-done]")) setTimeout(follow, EVERY);
}

if (panel) next();
