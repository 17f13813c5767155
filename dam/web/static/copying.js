// Buttons that copy a text of the page, and the line that says how it went.

const status = document.querySelector("[data-status]");

async function copyText(button) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = status.textContent = status.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  } catch {
    status.textContent = status.dataset.failed;
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copyText(button);
});
