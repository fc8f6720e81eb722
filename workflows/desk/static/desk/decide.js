// Approve and send back in a dialog, on the board and at home.
// Without this script the same links lead to a screen that asks the same.

const opened = {};

export function openDialog(link) {
  const dialog = document.getElementById(`dialog-${link.dataset.decide}`);
  const form = dialog.querySelector("form");
  const button = form.querySelector("[type=submit]");
  opened[dialog.id] = link;
  // What was written about one story is never sent with another.
  if (form.action !== addressOf(link)) form.elements.comment.value = "";
  form.action = addressOf(link);
  form.elements.read.value = link.dataset.read;
  dialog.querySelector("[data-dialog-headline]").textContent = link.dataset.headline;
  dialog.querySelector("[data-dialog-said]").textContent = "";
  dialog.querySelector("[data-dialog-changed]").hidden = true;
  button.textContent = button.dataset.dialogButton;
  dialog.showModal();
  button.focus();
  if (form.elements.comment.required) form.elements.comment.focus();
  sayWhatFollows(link, button, dialog);
}

function addressOf(link) {
  return link.href.split("?")[0];
}

// Review knows what an approval leads to: out, onto the schedule, or to legal.
async function sayWhatFollows(link, button, dialog) {
  try {
    const answer = await fetch(link.href, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (opened[dialog.id] === link) button.textContent = told.button;
  } catch {
    // The button keeps its plain name, which is true as well.
  }
}

// Post a form; returns {done, said}, and whether the text changed meanwhile.
// A refusal is an answer as well.
export async function post(form, action) {
  const answer = await fetch(action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  const told = await answer.json();
  return { done: answer.ok, said: told.said, changed: Boolean(told.changed) };
}

// Ask in dialogs from now on. `decided(link, said)` is called after each decision;
// without it the form is sent as forms are, and the next screen says what happened.
export function askInDialogs(decided) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-decide]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openDialog(link);
    }
    if (event.target.closest("[data-dialog-close]")) {
      event.target.closest("dialog").close();
    }
  });
  if (decided) {
    document.querySelectorAll("dialog.desk-dialog form").forEach((form) => {
      form.addEventListener("submit", (event) => submit(event, form, decided));
    });
  }
}

async function submit(event, form, decided) {
  event.preventDefault();
  const dialog = form.closest("dialog");
  const button = form.querySelector("[type=submit]");
  const told = dialog.querySelector("[data-dialog-said]");
  button.disabled = true;
  try {
    const { done, said, changed } = await post(form, form.action);
    told.textContent = done ? "" : said;
    showWhatChanged(dialog, changed);
    if (done) {
      form.elements.comment.value = "";
      dialog.close();
      decided(opened[dialog.id], said);
    }
  } catch {
    form.submit(); // whatever came between: the plain way says it on a screen
  } finally {
    button.disabled = false;
  }
}

// The screen behind the button shows the two texts, keeps the comment and asks again.
function showWhatChanged(dialog, changed) {
  const link = dialog.querySelector("[data-dialog-changed]");
  link.href = opened[dialog.id].href;
  link.hidden = !changed;
  if (changed) link.focus();
}
