// What is typed and not saved: leaving it asks first, and it is not sent while nobody would take it.

const main = document.querySelector("main");
const unsent = document.querySelector("[data-unsent]");
const forms = [...document.querySelectorAll('form[method="post"]')].filter(takesWords);
const saved = new WeakMap();
const posted = "posted" in main.dataset ? forms.filter((form) => pathOf(form) === location.pathname) : [];
let asking = false;
let passing = false;
let going = null;

// A form that sends files as they are chosen, and those with passwords, look after themselves.
function takesWords(form) {
  if ("unsaved" in form.dataset) return true;
  if ("upload" in form.dataset || form.querySelector("[type=password]")) return false;
  return [...form.elements].some((field) => isWritten(field) && !field.hidden);
}

function isWritten(field) {
  return field.matches("textarea, select, input:not([type=hidden], [type=submit], [type=image])");
}

function pathOf(form) {
  return new URL(form.getAttribute("action") || "", location.href).pathname;
}

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.type === "file" ? field.files.length : field.value;
}

// What the page came with, which is not what a browser that goes back fills in.
function cameWith(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked;
  if (field.type === "file") return 0;
  if (!field.options) return field.matches("input") ? field.defaultValue.replace(/[\r\n]/g, "") : field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
}

const differs = (field) =>
  isWritten(field) && valueOf(field) !== (saved.has(field) ? saved.get(field) : cameWith(field));

const holdsWords = (form) => "unsaved" in form.dataset || [...form.elements].some(differs);

/** What a form holds, to be given to `markSaved` once that is saved. */
export const readFields = (form) =>
  new Map([...form.elements].filter(isWritten).map((field) => [field, valueOf(field)]));

/** Says that what a form held is saved. */
export function markSaved(form, values = readFields(form)) {
  delete form.dataset.unsaved;
  for (const [field, value] of values) saved.set(field, value);
}

/** Shows one of the sentences about what has not been sent, or hides them. */
export function showUnsent(which) {
  unsent.hidden = !which;
  for (const sentence of unsent.children) sentence.hidden = sentence.dataset.why !== which;
}

// An answer to a form shows again what it held, and it is not saved.
for (const form of posted) if (!("batch" in form.dataset)) form.dataset.unsaved = "";

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !forms.includes(form)) return;
  if (passing) return leave(form);
  event.preventDefault();
  if (asking || going) return;
  asking = true;
  form.ariaBusy = "true";
  const taken = await answers();
  asking = false;
  form.ariaBusy = null;
  showUnsent(taken ? "" : "offline");
  if (!taken) return;
  passing = true;
  form.requestSubmit(event.submitter);
  passing = false;
});

// A page that stays, since somebody chose to or got a file, can be sent once more.
function leave(form) {
  going = form;
  if (posted.includes(form)) for (const other of posted) delete other.dataset.unsaved;
  setTimeout(() => (going = null), 2000);
}

addEventListener("beforeunload", (event) => {
  if (forms.some((form) => form !== going && holdsWords(form))) event.preventDefault();
});
