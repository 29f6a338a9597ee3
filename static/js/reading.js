// A profile beside its original: where a value stands, copying, and putting it right in its place.
import { csrfToken } from "./csrf.js";

const resume = document.getElementById("resume");
const original = document.getElementById("original");
const live = document.getElementById("live");

// Where a value stands: its box on the page's picture, brought into view within its own column.
function show(value) {
  if (!original || !value.dataset.box) return;
  const figure = original.querySelector(`figure[data-page="${value.dataset.page}"]`);
  hide();
  if (!figure) return;
  const [left, top, right, bottom] = value.dataset.box.split(" ").map(Number);
  const rect = figure.querySelector("rect");
  const around = 3;
  for (const [name, number] of [["x", left - around], ["y", top - around], ["width", right - left + 2 * around], ["height", bottom - top + 2 * around]]) {
    rect.setAttribute(name, number);
  }
  const spot = rect.getBoundingClientRect();
  const frame = original.getBoundingClientRect();
  if (spot.top < frame.top || spot.bottom > frame.bottom) original.scrollTop += spot.top - frame.top - frame.height / 3;
}
function hide() {
  for (const rect of original?.querySelectorAll("rect") ?? []) rect.setAttribute("width", 0);
}
for (const name of ["pointerover", "focusin"]) {
  resume.addEventListener(name, (event) => {
    const value = event.target.closest("[data-box]");
    if (value) show(value);
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  live.textContent = button.dataset.done;
  button.classList.add("done");
  setTimeout(() => { button.classList.remove("done"); live.textContent = ""; }, 1500);
});

// Putting right in place. Without this script the same link leads to a form with every value.
const start = document.getElementById("edit");
const bar = document.getElementById("editing");
let touched = false;

start?.addEventListener("click", (event) => {
  event.preventDefault();
  bar.hidden = false;
  document.body.classList.add("editing");
  for (const value of resume.querySelectorAll("[data-at]")) {
    value.contentEditable = "plaintext-only";
    value.setAttribute("role", "textbox");
    value.setAttribute("aria-label", resume.dataset.label);
    value.dataset.before = textOf(value);
  }
  resume.querySelector("[data-at]")?.focus();
});
document.getElementById("editing-done")?.addEventListener("click", () => {
  document.activeElement?.blur();
  if (touched) location.reload();
  else leave();
});

function leave() {
  bar.hidden = true;
  document.body.classList.remove("editing");
  for (const value of resume.querySelectorAll("[data-at]")) {
    value.removeAttribute("contenteditable");
    value.removeAttribute("role");
    value.removeAttribute("aria-label");
  }
  start.focus();
}

const editable = (event) => event.target.closest?.("[data-at][contenteditable]");
const textOf = (value) => value.innerText.replace(/\u00a0/g, " ").trim();

resume.addEventListener("click", (event) => {
  if (editable(event)) event.preventDefault();
});
resume.addEventListener("keydown", (event) => {
  const value = editable(event);
  if (!value) return;
  if (event.key === "Escape") {
    value.innerText = value.dataset.before;
    value.blur();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    value.blur();
  }
});
resume.addEventListener("focusout", (event) => {
  const value = editable(event);
  if (value && textOf(value) !== value.dataset.before) save(value);
});

let saving = Promise.resolve();
function save(value) {
  saving = saving.then(() => send(value));
}

async function send(value) {
  const text = textOf(value);
  const body = new FormData();
  body.append(value.dataset.at, text);
  let answer = null;
  try {
    answer = await fetch(resume.dataset.edit, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": csrfToken() } });
  } catch {
    // said below
  }
  if (answer?.headers.has("HX-Redirect")) location.href = answer.headers.get("HX-Redirect");
  else if (answer?.status === 204) saved(value, text);
  else wrong(value, answer?.status === 422 ? await answer.text() : bar.dataset.failed);
}

function saved(value, text) {
  touched = true;
  // What was emptied is gone, and what stood behind it has moved: places are read anew.
  if (!text) location.reload();
  value.dataset.before = text;
  value.classList.remove("unsure", "wrong");
  value.classList.add("saved");
  tell(bar.dataset.saved);
}

function wrong(value, message) {
  value.classList.add("wrong");
  tell(message);
  value.focus();
}

function tell(message) {
  bar.querySelector("[role=status]").textContent = message;
}

window.addEventListener("beforeunload", (event) => {
  if (document.activeElement?.matches?.("[data-at][contenteditable]") && textOf(document.activeElement) !== document.activeElement.dataset.before) event.preventDefault();
});
