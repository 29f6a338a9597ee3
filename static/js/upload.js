// Files chosen or dropped are sent one by one, a few at once, with the real progress of each; none is lost on the way.
import { csrfToken } from "./csrf.js";

const AT_ONCE = 2;
const form = document.getElementById("send");
const input = form.elements.file;
const list = document.getElementById("sending");
const words = form.dataset;
const waiting = [];
let sending = 0;
let resumesAt = 0;

form.classList.add("scripted-form");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  takeChosen();
});
input.addEventListener("change", takeChosen);

function takeChosen() {
  const files = [...input.files];
  input.value = "";
  files.forEach(take);
}

// Drop anywhere. `depth` counts the elements that the pointer has entered and not left.
let depth = 0;
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
window.addEventListener("dragenter", (event) => {
  if (holdsFiles(event) && ++depth === 1) document.body.classList.add("dropping");
});
window.addEventListener("dragleave", (event) => {
  if (holdsFiles(event) && --depth === 0) document.body.classList.remove("dropping");
});
window.addEventListener("dragover", (event) => {
  if (holdsFiles(event)) event.preventDefault();
});
window.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("dropping");
  [...event.dataTransfer.files].forEach(take);
});

// A file half sent is worth a question before the page goes.
window.addEventListener("beforeunload", (event) => {
  if (sending || waiting.length) event.preventDefault();
});

function take(file) {
  const item = document.getElementById("sending-item").content.firstElementChild.cloneNode(true);
  item.querySelector(".sent-name").textContent = file.name;
  item.querySelector("[role=progressbar]").setAttribute("aria-label", file.name);
  list.append(item);
  list.hidden = false;
  const job = { file, item, request: null, key: newKey() };
  item.querySelector(".again").addEventListener("click", () => queue(job));
  item.querySelector(".dismiss").addEventListener("click", () => dismiss(job));
  if (file.size > Number(words.maxBytes)) refuse(job, words.tooLarge);
  else if (file.size === 0) refuse(job, words.empty);
  else queue(job);
}

// Sent again after a lost answer, a file is known by its key: nothing is uploaded twice.
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function queue(job) {
  job.item.className = "sent";
  job.item.querySelector(".sent-words").textContent = "";
  job.item.querySelector(".again").hidden = true;
  say(job, words.waiting);
  waiting.push(job);
  next();
}

function next() {
  if (sending >= AT_ONCE || !waiting.length || Date.now() < resumesAt) return;
  sending += 1;
  send(waiting.shift());
}

function send(job) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", job.file);
  job.request = request;
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Current-URL", location.href);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("Idempotency-Key", job.key);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) show(job, Math.round((100 * event.loaded) / event.total));
  });
  request.upload.addEventListener("load", () => { show(job, 100); say(job, words.checking); });
  request.addEventListener("load", () => answered(job, request));
  request.addEventListener("error", () => refuse(job, words.cut, { again: true }));
  request.addEventListener("loadend", () => { sending -= 1; job.request = null; next(); });
  say(job, words.sending);
  show(job, 0);
  request.send(body);
}

function answered(job, request) {
  if (request.getResponseHeader("HX-Redirect")) refuse(job, words.signedOut, { again: true });
  else if (request.status === 201) arrived(job, request.responseText);
  else if (request.status === 429) pause(job, Number(request.getResponseHeader("Retry-After")) || 60);
  else if (request.status === 409) known(job, request.responseText);
  else if (request.getResponseHeader("Content-Type")?.startsWith("text/plain")) refuse(job, request.responseText, { again: request.status === 413 });
  else refuse(job, words.broken, { again: true });
}

// So many files within a minute are taken, and so many analysed at once: the others wait here, and follow by themselves.
function pause(job, seconds) {
  waiting.unshift(job);
  show(job, 0);
  for (const each of waiting) say(each, words.paused);
  resumesAt = Math.max(resumesAt, Date.now() + 1000 * seconds);
  setTimeout(() => { for (let place = 0; place < AT_ONCE; place++) next(); }, resumesAt - Date.now() + 50);
}

function arrived(job, html) {
  document.getElementById("nothing")?.remove();
  htmx.swap("#uploads", html, { swapStyle: "afterbegin" });
  remove(job);
}

function known(job, html) {
  job.item.className = "sent known";
  say(job, "");
  const place = job.item.querySelector(".sent-words");
  place.innerHTML = html;
  const link = place.querySelector("[data-open]");
  link.addEventListener("click", (event) => open(job, event, link.dataset.open));
  place.querySelector("[data-again]").addEventListener("click", (event) => analyseAgain(job, event));
  label(job, true);
}

function open(job, event, id) {
  const card = document.getElementById(id);
  if (!card) return;
  event.preventDefault();
  remove(job);
  card.scrollIntoView({ block: "center" });
  card.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
}

// In place where the card is on this page; else as a plain form, which leads to it.
function analyseAgain(job, event) {
  const button = event.currentTarget;
  if (!document.getElementById(button.dataset.again)) return;
  event.preventDefault();
  htmx.ajax("POST", button.formAction, { source: document.body, swap: "none" }).then(() => remove(job));
}

function refuse(job, message, { again = false } = {}) {
  job.item.className = "sent bad";
  say(job, "");
  job.item.querySelector(".sent-words").textContent = message;
  job.item.querySelector(".again").hidden = !again;
  label(job, true);
}

function dismiss(job) {
  if (waiting.includes(job)) waiting.splice(waiting.indexOf(job), 1);
  job.request?.abort();
  remove(job);
}

function remove(job) {
  const hadFocus = job.item.contains(document.activeElement);
  job.item.remove();
  list.hidden = !list.children.length;
  if (hadFocus) input.focus();
}

function label(job, ended) {
  if (ended) job.item.querySelector(".dismiss span").textContent = job.item.querySelector(".word-dismiss").textContent;
}

function say(job, text) {
  job.item.querySelector(".sent-state").textContent = text;
}

function show(job, percent) {
  job.item.querySelector("[role=progressbar]").setAttribute("aria-valuenow", percent);
  job.item.querySelector("rect").setAttribute("width", `${percent}%`);
}

// Somebody may have been faster than this script.
if (input.files.length) takeChosen();
