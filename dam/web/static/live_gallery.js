// A gallery that changes without a page load: search, filters, views. No string becomes markup here,
// so it runs under Trusted Types too.

const gallery = () => document.getElementById("galleri");
let latestTurn = 0;

// An answer parsed by the browser: the same page that a reader without script would get.
function fetchPage(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(request.status));
    request.onerror = reject;
    request.send();
  });
}

// The old pictures stay until the new ones are here; if they do not come, the page is opened plainly.
async function openGallery(address, remember) {
  const turn = ++latestTurn;
  gallery().setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(address);
    if (turn !== latestTurn) return;
    const open = gallery().querySelector("details").open;
    const focused = gallery().contains(document.activeElement) && document.activeElement.id;
    gallery().replaceChildren(...page.getElementById("galleri").childNodes);
    gallery().querySelector("details").open = open;
    document.title = page.title;
    if (remember) history.pushState(null, "", address);
    if (focused !== false) (document.getElementById(focused) ?? document.getElementById("traffar")).focus();
    announceLine(gallery().querySelector("[role=status]"));
  } catch {
    location.href = address;
    return;
  }
  gallery().removeAttribute("aria-busy");
}

// A status line is only read aloud when it changes in place.
function announceLine(line) {
  const words = line.textContent;
  line.textContent = "";
  setTimeout(() => (line.textContent = words), 100);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-live]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openGallery(link.href, true);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-live]")) return;
  event.preventDefault();
  const address = new URL(event.target.action);
  address.search = new URLSearchParams(new FormData(event.target));
  openGallery(address.href, true);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-live] select")) event.target.form.requestSubmit();
});

if (gallery()) addEventListener("popstate", () => openGallery(location.href, false));
