// Buttons that share an image or print its page. Sharing hands over the file itself, which carries
// byline and terms; where the browser cannot share files the button is never shown.

async function shareFile(button) {
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

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-share], [data-print]");
  if (button?.dataset.share) shareFile(button);
  else if (button) print();
});
