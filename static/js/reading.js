// A profile beside its original: where a value stands, copying, and putting it right in its place.
import { csrfToken } from "./csrf.js";

const resume = document.getElementById("resume");
const original = document.getElementById("original");
const live = document.getElementById("live");

// Where a value stands: its box on the page's picture, brought into view within its own column.
function show(value) {
  if (!original) return;
  if (!value.dataset.box) {
    showLine(value);
    return;
  }
  const figure = original.querySelector(`figure[data-page="${value.dataset.page}"]`);
  hide();
  if (!figure) return;
  const [left, top, right, bottom] = value.dataset.box.split(" ").map(Number);
  const rect = figure.querySelector("rect.spot");
  const around = 3;
  for (const [name, number] of [["x", left - around], ["y", top - around], ["width", right - left + 2 * around], ["height", bottom - top + 2 * around]]) {
    rect.setAttribute(name, number);
  }
  const spot = rect.getBoundingClientRect();
  const frame = original.getBoundingClientRect();
  if (spot.top < frame.top || spot.bottom > frame.bottom) original.scrollTop += spot.top - frame.top - frame.height / 3;
}
function hide() {
  for (const rect of original?.querySelectorAll("rect.spot") ?? []) rect.setAttribute("width", 0);
  for (const line of original?.querySelectorAll(".paper .spot") ?? []) line.classList.remove("spot");
}
// A file without pages: the line itself.
function showLine(value) {
  const line = value.dataset.line && original.querySelector(`.paper [data-line="${value.dataset.line}"]`);
  if (!line) return;
  hide();
  line.classList.add("spot");
  const spot = line.getBoundingClientRect();
  const frame = original.getBoundingClientRect();
  if (spot.top < frame.top || spot.bottom > frame.bottom) original.scrollTop += spot.top - frame.top - frame.height / 3;
}
for (const name of ["pointerover", "focusin"]) {
  resume.parentElement.addEventListener(name, (event) => {
    const value = event.target.closest("[data-box], [data-line]") ?? event.target.querySelector?.(":scope > [data-box]:only-child");
    if (value) show(value);
  });
}

// One stop for the keyboard, from which the arrows lead through all values that stand in the original.
function rove() {
  const values = placed();
  for (const value of values) value.tabIndex = value === values[0] ? 0 : -1;
}
const placed = () => (original ? [...resume.querySelectorAll("[data-box]:not(.extra)")] : []);
resume.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || document.body.classList.contains("editing") || !event.target.matches?.("[data-box]")) return;
  event.preventDefault();
  const values = placed();
  const next = values[values.indexOf(event.target) + step];
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

// A browser lends the clipboard only to pages that nobody on the way could have changed.
if (!navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = true;
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
const labels = JSON.parse(resume.dataset.labels);
let touched = false;

start?.addEventListener("click", (event) => {
  event.preventDefault();
  begin();
  resume.querySelector("[data-at]")?.focus();
});
document.getElementById("editing-done")?.addEventListener("click", async () => {
  document.activeElement?.blur();
  await saving;
  if (resume.querySelector(".wrong")) resume.querySelector(".wrong").focus();
  else if (touched) readAnew(null);
  else leave();
});

// Places and marks as they are now. `value` is where editing goes on; without one it has ended.
function readAnew(value) {
  const place = value ? [...resume.querySelectorAll("[data-at]")].indexOf(value) : "done";
  sessionStorage.setItem("editing", JSON.stringify({ page: location.pathname, place }));
  location.reload();
}

function goOn({ page, place }) {
  if (page !== location.pathname) return;
  if (place === "done") {
    start.focus();
    return;
  }
  begin();
  const values = resume.querySelectorAll("[data-at]");
  values[Math.min(place, values.length - 1)]?.focus();
}

function begin() {
  bar.hidden = false;
  document.body.classList.add("editing");
  for (const value of resume.querySelectorAll("[data-at]")) {
    makeEditable(value);
    value.setAttribute("role", "textbox");
    value.setAttribute("aria-label", labelOf(value));
    value.removeAttribute("tabindex");
    value.dataset.before = textOf(value);
  }
}

function makeEditable(value) {
  try {
    value.contentEditable = "plaintext-only";
  } catch {
    value.contentEditable = "true"; // an older browser
  }
}

function leave() {
  bar.hidden = true;
  document.body.classList.remove("editing");
  for (const value of resume.querySelectorAll("[data-at]")) {
    value.removeAttribute("contenteditable");
    value.removeAttribute("role");
    value.removeAttribute("aria-label");
  }
  rove();
  start.focus();
}

function labelOf(value) {
  const name = value.dataset.at.split("/").filter((part) => !/^\d*$/.test(part)).pop();
  return labels[name] ?? resume.dataset.label;
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
    value.classList.remove("wrong");
    value.removeAttribute("aria-invalid");
    tell("");
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
  tell("");
  const text = textOf(value);
  const body = new FormData();
  body.append(value.dataset.at, text);
  body.append("was", value.dataset.before);
  let answer = null;
  try {
    answer = await fetch(resume.dataset.edit, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": csrfToken() } });
  } catch {
    // said below
  }
  if (answer?.headers.has("HX-Redirect")) location.href = answer.headers.get("HX-Redirect");
  else if (answer?.status === 204) saved(value, text, text);
  else if (answer?.status === 200) saved(value, text, await answer.text());
  else wrong(value, [409, 422].includes(answer?.status) ? await answer.text() : bar.dataset.failed);
}

// `shown`: how the page says what was written, as "14 May 2021" for 2021-05-14.
function saved(value, text, shown) {
  touched = true;
  // What was emptied is gone, and what stood behind it has moved: places are read anew, and editing goes on.
  if (!text) {
    readAnew(editable({ target: document.activeElement }) ?? value);
    return;
  }
  if (shown !== text && textOf(value) === text) value.innerText = shown;
  value.dataset.before = shown;
  value.classList.remove("unsure", "by-model", "wrong");
  value.removeAttribute("title");
  value.removeAttribute("aria-invalid");
  value.classList.add("saved");
  tell(bar.dataset.saved);
}

function wrong(value, message) {
  value.classList.add("wrong");
  value.setAttribute("aria-invalid", "true");
  tell(message);
  value.focus();
}

function tell(message) {
  bar.querySelector("[role=status]").textContent = message;
}

window.addEventListener("beforeunload", (event) => {
  if (document.activeElement?.matches?.("[data-at][contenteditable]") && textOf(document.activeElement) !== document.activeElement.dataset.before) event.preventDefault();
});

rove();
goOn(JSON.parse(sessionStorage.getItem("editing") ?? "{}"));
sessionStorage.removeItem("editing");
