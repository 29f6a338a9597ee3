// Keeps a page true: the poller's manners, what is said when the connection or the session ends, and focus.
import { csrfToken } from "./csrf.js";

const banner = document.getElementById("connection");
const live = document.getElementById("live");
const HIDDEN_PAUSE = 30_000;
let lastAsked = 0;

const poller = () => document.getElementById("poller");

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get") return;
  event.detail.headers["X-CSRFToken"] = csrfToken();
  event.detail.formData.delete("csrfmiddlewaretoken");
});

// An address holds so many rows; a page with more asks after them by turns.
const MOST_ROWS = 60;
let turn = 0;
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target !== poller()) return;
  const sent = event.detail.formData;
  const seen = sent.getAll("seen");
  if (seen.length <= MOST_ROWS) return;
  const start = (turn++ * MOST_ROWS) % seen.length;
  sent.delete("seen");
  sent.append("more", seen.length - MOST_ROWS);
  for (const row of [...seen, ...seen].slice(start, start + MOST_ROWS)) sent.append("seen", row);
});

// A tab that nobody sees asks seldom; it asks at once when it is looked at again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target !== poller()) return;
  if (document.hidden && Date.now() - lastAsked < HIDDEN_PAUSE) event.preventDefault();
  else lastAsked = Date.now();
});
// What another answer has overtaken is out of date: its question is given up with the poller that asked it.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target === poller()) htmx.trigger(poller(), "htmx:abort");
});
const ask = () => {
  if (!document.hidden && poller()?.hasAttribute("hx-get")) htmx.trigger(poller(), "ask");
};
document.addEventListener("visibilitychange", ask);
window.addEventListener("online", ask);

// What a press came to stays to be read; that the connection is lost, until it is not.
const TIME_TO_READ = 10_000;
const sourceOf = (event) => event.detail.requestConfig?.elt ?? event.detail.elt;
let ofPress = false;
let fading = 0;
function tell(text, { press }) {
  clearTimeout(fading);
  banner.textContent = text;
  banner.hidden = false;
  ofPress = press;
  if (press) fading = setTimeout(() => { banner.hidden = true; }, TIME_TO_READ);
}

// The poller says that the page may be out of date, until it gets through again; a dialog speaks for itself.
function failed(event, text) {
  const source = sourceOf(event);
  if (source === poller()) tell(banner.dataset.lost, { press: false });
  else if (!source?.closest?.("#dialog")) tell(text, { press: true });
}
document.addEventListener("htmx:sendError", (event) => failed(event, banner.dataset.unreachable));
document.addEventListener("htmx:timeout", (event) => failed(event, banner.dataset.unreachable));
document.addEventListener("htmx:responseError", (event) => failed(event, banner.dataset.failed));
document.addEventListener("htmx:afterRequest", (event) => {
  if (banner.hidden || !event.detail.successful || (ofPress && sourceOf(event)?.id === "poller")) return;
  banner.hidden = true;
  // Behind what the same answer has announced, never in its place.
  if (!ofPress) live.textContent = `${live.textContent} ${banner.dataset.back}`.trim();
});

// What was announced once need not stay to be read again.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target === live) setTimeout(() => { live.textContent = ""; }, 5000);
});

// What is folded open stays open. Focus whose element is swapped away and has no successor of the same id goes to the
// heading of what replaced it.
let swappedAway = null;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target?.contains(document.activeElement)) swappedAway = target.id;
  for (const opened of target?.querySelectorAll("details[open][id]") ?? []) {
    fragment.querySelector(`#${CSS.escape(opened.id)}`)?.setAttribute("open", "");
  }
});
document.addEventListener("htmx:oobAfterSwap", () => {
  if (!swappedAway) return;
  const place = document.getElementById(swappedAway);
  swappedAway = null;
  if (document.activeElement === document.body || !document.activeElement) {
    (place?.querySelector("[tabindex='-1']") ?? document.getElementById("main"))?.focus({ preventScroll: true });
  }
});

// Who asked for more goes on reading at the first card that came.
let lastSeen = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const more = event.detail.target;
  lastSeen = more.id === "more" && more.contains(document.activeElement) ? more.previousElementSibling : null;
});
document.addEventListener("htmx:afterSwap", () => {
  lastSeen?.nextElementSibling?.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  lastSeen = null;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
