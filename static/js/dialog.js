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
  dialog.querySelector("[data-cancel]")?.focus();
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
    const problem = form.querySelector("[data-problem]");
    problem.textContent = name === "htmx:responseError" ? banner.dataset.failed : banner.dataset.unreachable;
    problem.hidden = false;
  });
}

// The press that is on its way shows a spinner, keeps its focus and can't be repeated (hx-sync drops what comes besides).
function setBusy(form, busy) {
  const button = form.querySelector("button.primary, button.destructive");
  form.toggleAttribute("data-busy", busy);
  for (const [name, on] of [["aria-busy", busy], ["aria-disabled", busy]]) {
    if (on) button?.setAttribute(name, "true");
    else button?.removeAttribute(name);
  }
}

// The row as it will be, sent along by the server, takes its place at once; a refusal brings the old one back.
function showAhead(form) {
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
