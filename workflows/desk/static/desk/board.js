// The board updates itself, and its buttons work without leaving it.

import { askInDialogs, post } from "./decide.js";
import { listen, refocus, show } from "./keys.js";

const EVERY = 10_000; // milliseconds
const PATIENCE = 120_000; // the longest wait after failures
const NEWS = 5; // more changes than this are counted, not read out

const root = document.querySelector("[data-desk-columns]");
const status = document.querySelector("[data-desk-status]");
const news = document.querySelector("[data-desk-news]");
let etag = "";
let failures = 0;
let timer = 0;

function places() {
  const found = new Map();
  for (const card of root.querySelectorAll("[data-card]")) {
    const headline = card.querySelector("[data-card-link]").textContent;
    const column = card.closest("[data-column]").dataset.column;
    found.set(card.dataset.card, { headline, column });
  }
  return found;
}

function announce(before, after) {
  const said = [];
  for (const [key, { headline, column }] of after) {
    if (before.get(key)?.column !== column) {
      said.push(`${headline} ${root.dataset.moved} ${column}.`);
    }
  }
  for (const [key, { headline }] of before) {
    if (!after.has(key)) said.push(`${headline} ${root.dataset.gone}.`);
  }
  const more = said.splice(NEWS).length;
  if (more) said.push(`${root.dataset.more} ${more}.`);
  if (said.length) news.textContent = said.join(" ");
}

// Replace the columns, and nothing of what somebody is doing: focus, scroll, an open dialog.
function replace(html) {
  const before = places();
  const focused = document.activeElement?.closest("[data-card]")?.dataset.card;
  const strip = root.querySelector(".desk-columns");
  const [left, top] = [strip.scrollLeft, window.scrollY];
  root.innerHTML = html;
  root.querySelector(".desk-columns").scrollLeft = left;
  window.scrollTo(window.scrollX, top);
  refocus(root, focused);
  announce(before, places());
}

async function refresh() {
  clearTimeout(timer);
  try {
    const answer = await fetch(root.dataset.url, {
      headers: etag ? { "If-None-Match": etag } : {},
      cache: "no-store",
      redirect: "error", // signed out: the sign-in page is no board
    });
    if (answer.status === 200) {
      replace(await answer.text());
      etag = answer.headers.get("ETag") || "";
    } else if (answer.status !== 304) {
      throw new Error(answer.statusText);
    }
    if (failures) status.textContent = "";
    failures = 0;
  } catch {
    failures += 1;
    status.textContent = root.dataset.lost;
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(refresh, Math.min(EVERY * 2 ** failures, PATIENCE));
}

async function done(said) {
  await refresh();
  status.textContent = said;
}

async function claim(button) {
  const card = button.closest("[data-card]");
  try {
    const told = await post(button.form, button.formAction);
    await done(told.said);
    const now = root.querySelector(`[data-card="${card.dataset.card}"]`);
    if (!told.done && now) now.querySelector("[data-card-said]").textContent = told.said;
  } catch {
    button.form.requestSubmit(button);
  }
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-claim]");
  if (button) {
    event.preventDefault();
    claim(button);
  }
  const column = event.target.closest("[data-desk-switch] a");
  if (column) {
    event.preventDefault();
    show(root, document.querySelector(column.hash));
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else refresh();
});
for (const field of document.querySelectorAll(".desk-filters select")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
document.querySelector("[data-desk-apply]").hidden = true;
askInDialogs((link, said) => done(said));
listen(root);
plan();
