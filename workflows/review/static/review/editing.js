// Autosave and a person's own click take turns, and the form always says which text it
// was made from: the server refuses one that was made from another (views/edit.py).

let saving = false;
let waiting = null; // what was clicked while a save was under way

document.addEventListener("w-autosave:save", () => {
  saving = true;
});

document.addEventListener("w-autosave:success", ({ detail: { response } }) => {
  const inputs = {
    loaded_revision_id: response.revision_id,
    loaded_revision_created_at: response.revision_created_at,
  };
  const form = document.querySelector("[data-edit-form]");
  for (const [name, value] of Object.entries(inputs)) {
    const input = form?.elements.namedItem(name);
    if (input && value) input.value = value;
  }
  goOn();
});

document.addEventListener("w-autosave:error", goOn);

function goOn() {
  saving = false;
  const click = waiting;
  waiting = null;
  if (click) click.form.requestSubmit(click.submitter);
}

document.addEventListener(
  "submit",
  (event) => {
    if (!saving || !event.target.matches("[data-edit-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form: event.target, submitter: event.submitter };
  },
  { capture: true },
);
