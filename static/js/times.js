// Times as people say them, in the reader's language and zone, kept right while the page is open.

const page = document.documentElement.lang;
// The reader's own variety of the page's language, for the order of day and month.
const language = navigator.languages.find((one) => one.startsWith(page)) ?? page;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];
// When each countdown and each stopwatch was first seen: it began by the database's clock, and this one may differ.
const seen = new WeakMap();

function inWords(when) {
  const seconds = (when - Date.now()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? relative.format(Math.round(seconds / unit[1]), unit[0]) : document.body.dataset.now;
}

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function sinceSeen(element) {
  if (!seen.has(element)) seen.set(element, performance.now());
  return (performance.now() - seen.get(element)) / 1000;
}

function tick() {
  for (const element of document.querySelectorAll("time[data-ago]")) {
    const when = new Date(element.dateTime);
    put(element, inWords(when));
    element.title = exact.format(when);
  }
  for (const element of document.querySelectorAll("time[data-exact]")) put(element, exact.format(new Date(element.dateTime)));
  for (const element of document.querySelectorAll("time[data-left]")) put(element, clock(element.dataset.left - sinceSeen(element)));
  for (const element of document.querySelectorAll("time[data-gone]")) put(element, clock(Number(element.dataset.gone) + sinceSeen(element)));
}

tick();
setInterval(tick, 1000);
for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(name, tick);
