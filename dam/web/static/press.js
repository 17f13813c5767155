// What script adds to pages that work without it: copying, printing, sharing, and galleries that
// change without a page load. No string becomes markup here, so it runs under Trusted Types too.

const status = document.querySelector("[data-status]");

async function copy(button) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = status.textContent = status.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  } catch {
    status.textContent = status.dataset.failed;
  }
}

// Sharing hands over the file itself, which carries byline and terms; where the browser cannot
// share files the button is never shown.
async function share(button) {
  const blob = await (await fetch(button.dataset.share)).blob();
  const file = new File([blob], button.dataset.name, { type: blob.type });
  try {
    await navigator.share({ files: [file] });
  } catch (error) {
    if (error.name !== "AbortError") location.href = button.dataset.share;
  }
}

function canShareFiles() {
  const probe = new File(["x"], "x.jpg", { type: "image/jpeg" });
  return Boolean(navigator.canShare?.({ files: [probe] }));
}

for (const button of document.querySelectorAll("[data-share]")) button.hidden = !canShareFiles();

// An answer parsed by the browser: the same page that a reader without script would get.
function load(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(request.status));
    request.onerror = reject;
    request.send();
  });
}

const gallery = () => document.getElementById("galleri");
let latest = 0;

// The old pictures stay until the new ones are here; if they do not come, the page is opened plainly.
async function show(address, remember) {
  const turn = ++latest;
  gallery().setAttribute("aria-busy", "true");
  try {
    const page = await load(address);
    if (turn !== latest) return;
    const open = gallery().querySelector("details").open;
    const focused = gallery().contains(document.activeElement) && document.activeElement.id;
    gallery().replaceChildren(...page.getElementById("galleri").childNodes);
    gallery().querySelector("details").open = open;
    document.title = page.title;
    if (remember) history.pushState(null, "", address);
    if (focused !== false) (document.getElementById(focused) ?? document.getElementById("traffar")).focus();
    announce(gallery().querySelector("[role=status]"));
  } catch {
    location.href = address;
    return;
  }
  gallery().removeAttribute("aria-busy");
}

// A status line is only read aloud when it changes in place.
function announce(line) {
  const words = line.textContent;
  line.textContent = "";
  setTimeout(() => (line.textContent = words), 100);
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-share], [data-print], a[data-live]");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (target.dataset.copy) copy(target);
  else if (target.dataset.share) share(target);
  else if (target.matches("[data-print]")) print();
  else {
    event.preventDefault();
    show(target.href, true);
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-live]")) return;
  event.preventDefault();
  const address = new URL(event.target.action);
  address.search = new URLSearchParams(new FormData(event.target));
  show(address.href, true);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-live] select")) event.target.form.requestSubmit();
});

if (gallery()) addEventListener("popstate", () => show(location.href, false));

document.querySelector("[data-focus]")?.focus();
