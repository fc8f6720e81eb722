// The board by keyboard: one card is the current one, and only its buttons are tab stops.

const LINK = "[data-card-link]";

let current = null; // data-card of the card that was focused last

function cardsOf(column) {
  return [...column.querySelectorAll("[data-card]")];
}

function filledColumns(root) {
  return [...root.querySelectorAll("[data-column]")].filter((c) => cardsOf(c).length);
}

// Show a column, and stand on its first card: what the links above the columns do.
export function show(root, column) {
  column.scrollIntoView({ block: "nearest", inline: "start" });
  focus(root, cardsOf(column)[0]);
}

// Make one card the tab stop: the one that was, if it is still there.
export function settle(root) {
  const cards = [...root.querySelectorAll("[data-card]")];
  const chosen = cards.find((card) => card.dataset.card === current) || cards[0];
  for (const card of cards) {
    const stop = card === chosen ? 0 : -1;
    for (const each of card.querySelectorAll("a, button")) each.tabIndex = stop;
  }
  return chosen;
}

function focus(root, card) {
  if (!card) return;
  current = card.dataset.card;
  settle(root);
  const link = card.querySelector(LINK);
  link.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function move(root, card, key) {
  const column = card.closest("[data-column]");
  const cards = cardsOf(column);
  const place = cards.indexOf(card);
  if (key === "ArrowDown") return cards[place + 1];
  if (key === "ArrowUp") return cards[place - 1];
  if (key === "Home") return cards[0];
  if (key === "End") return cards[cards.length - 1];
  const columns = filledColumns(root);
  const step = key === "ArrowRight" ? 1 : -1;
  const next = columns[columns.indexOf(column) + step];
  if (!next) return null;
  const there = cardsOf(next);
  return there[Math.min(place, there.length - 1)];
}

const MOVES = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"];
const BUTTONS = {
  a: '[data-decide="approve"]',
  s: '[data-decide="send-back"]',
  c: "[data-claim]",
};

// The arrows belong to the board, except in the menu beside it.
function isHere(element) {
  return element === document.body || Boolean(element.closest("#main"));
}

export function listen(root) {
  const help = document.getElementById("dialog-keys");
  const helpButton = document.querySelector("[data-desk-keys]");
  helpButton.hidden = false;
  helpButton.addEventListener("click", () => help.showModal());
  root.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && card.dataset.card !== current) {
      current = card.dataset.card;
      settle(root);
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (typing || modified || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      help.showModal();
      return;
    }
    const card = event.target.closest("[data-card]");
    if (MOVES.includes(event.key) && isHere(event.target)) {
      event.preventDefault();
      focus(root, card ? move(root, card, event.key) : settle(root));
    } else if (card && BUTTONS[event.key]) {
      event.preventDefault();
      card.querySelector(BUTTONS[event.key])?.click();
    }
  });
  settle(root);
}

// Put the focus back where it was before the columns were replaced.
export function refocus(root, before) {
  const chosen = settle(root);
  if (!before) return;
  const card = root.querySelector(`[data-card="${before}"]`) || chosen;
  card?.querySelector(LINK).focus({ preventScroll: true });
}
