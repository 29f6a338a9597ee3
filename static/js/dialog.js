// The one dialog: filled by htmx, opened here; closed before the page changes beneath it; focus goes back where it came from.

const dialog = document.getElementById("dialog");
const banner = document.getElementById("connection");
let opener = null;
let before = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[hx-target='#dialog'][hx-get]");
  if (button) opener = button.id;
  if (!event.target.closest("[data-cancel]") || !dialog.open) return;
  event.preventDefault();
  dialog.close();
});

// A press on the backdrop is a press on the dialog itself.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog && !busy()) dialog.close();
});
dialog.addEventListener("cancel", (event) => {
  if (busy()) event.preventDefault();
});
dialog.addEventListener("close", giveFocusBack);

// What was done leaves nothing to ask; a question, and a refusal in the place of one, is shown: once it is settled, for
// until then htmx doesn't know its form, and a quick Enter would send it past all of this.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== dialog) return;
  if (event.detail.requestConfig.verb !== "get" && event.detail.xhr.status < 300) return;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  (dialog.querySelector("[data-focus]") ?? dialog.querySelector("[data-cancel]"))?.focus();
});

const formOf = (event) => (event.detail.requestConfig?.elt ?? event.detail.elt)?.closest?.("#dialog form[data-closes]");
const busy = () => dialog.querySelector("[aria-busy='true']") !== null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = formOf(event);
  if (!form) return;
  setBusy(form, true);
  showAhead(form);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = formOf(event);
  if (!form) return;
  setBusy(form, false);
  if (event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) {
    before = null;
    dialog.close();
  } else {
    takeBack();
  }
});

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const form = formOf(event);
    if (!form) return;
    takeBack();
    setBusy(form, false);
    askWhatBecameOf(form, name === "htmx:responseError" ? banner.dataset.failed : banner.dataset.unreachable);
  });
}

// An answer that did not come says nothing about what was done: the job is asked for, and then it is said what is so.
const PAUSE_BETWEEN_QUESTIONS = 2_000;
async function askWhatBecameOf(form, nothingChanged) {
  const row = document.getElementById(form.dataset.row);
  if (!row) return complain(form, banner.dataset.unknown);
  complain(form, banner.dataset.asking);
  const answer = await currentRow(row);
  if (!dialog.open || !form.isConnected) return;
  if (answer === null) {
    complain(form, banner.dataset.unsure);
    setTimeout(() => { if (dialog.open && form.isConnected && !busy()) askWhatBecameOf(form, nothingChanged); }, PAUSE_BETWEEN_QUESTIONS);
    return;
  }
  const before = row.dataset.version;
  if (answer) htmx.swap(document.body, answer, { swapStyle: "none" });
  if ((document.getElementById(row.id)?.dataset.version ?? before) === before) complain(form, nothingChanged);
  else {
    dialog.close();
    document.getElementById("live").textContent = banner.dataset.started;
  }
}

// What has changed of a row, "" where nothing has; null where the server does not say.
async function currentRow(row) {
  const seen = `${row.id.replace(/^job-/, "")}~${row.dataset.version}`;
  const page = document.getElementById("poller")?.dataset.page ?? "profile";
  const address = `${banner.dataset.changes}?${new URLSearchParams({ seen, page })}`;
  try {
    const response = await fetch(address, { headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

function complain(form, text) {
  const problem = form.querySelector("[data-problem]");
  problem.textContent = text;
  problem.hidden = false;
}

// A link that acts as a button is pressed by Space as well.
dialog.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[role='button']")) return;
  event.preventDefault();
  event.target.click();
});

// The press that is on its way shows a spinner, keeps its focus and can't be repeated (hx-sync drops what comes besides).
function setBusy(form, busy) {
  const button = form.querySelector("button.primary, button.destructive, button.again-as-it-is");
  form.toggleAttribute("data-busy", busy);
  for (const [name, on] of [["aria-busy", busy], ["aria-disabled", busy]]) {
    if (on) button?.setAttribute(name, "true");
    else button?.removeAttribute(name);
  }
}

// The row as it will be, sent along by the server, takes its place at once; a refusal brings the old one back.
// What is checked first, a password or a file, is not ahead of its answer.
function showAhead(form) {
  if (form.querySelector("[name='remedy']:is([value='password'], [value='replace']):checked")) return;
  const row = document.getElementById(form.dataset.row);
  const ahead = dialog.querySelector("template[data-ahead]");
  if (!row || !ahead) return;
  before = row;
  row.replaceWith(ahead.content.firstElementChild.cloneNode(true));
}
function takeBack() {
  if (before) document.getElementById(before.id)?.replaceWith(before);
  before = null;
}

function giveFocusBack() {
  const button = document.getElementById(opener);
  const row = opener?.replace(/^(retry|delete|stop)-/, "job-");
  const place = button ?? document.getElementById(row)?.querySelector("[tabindex='-1']") ?? document.getElementById("main");
  place?.focus();
}
