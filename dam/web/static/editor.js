// The editor: accepts what the file says of itself, and saves a draft as it is written.
import { markSaved, readFields, showUnsent } from "./unsaved.js";

const form = document.querySelector(".editor-form");

if (form) {
  for (const button of form.querySelectorAll("[data-accept]"))
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.accept);
      field.value = document.getElementById(button.dataset.from).textContent;
      button.closest(".suggestion").hidden = true;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });

  if ("autosave" in form.dataset) saveAsWritten();
}

function saveAsWritten() {
  const status = document.querySelector("[data-saved]");
  let changed = false;
  let busy = false;

  async function save() {
    if (!changed || busy) return;
    busy = true;
    changed = false;
    try {
      const values = readFields(form);
      const body = new URLSearchParams(new FormData(form));
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", headers, body });
      const reply = await answer.json();
      if (answer.ok) {
        form.elements.version.value = reply.version;
        form.elements.began.value = reply.began;
        form.elements.fingerprint.value = reply.fingerprint;
        markSaved(form, values);
        // What is saved is untouched from here on.
        if (body.has("assigned_to")) form.elements.assigned_was.value = body.get("assigned_to");
      }
      status.textContent = answer.ok ? reply.saved : reply.error.message;
      // Signing in in another tab is enough: the next try saves.
      changed ||= reply.error?.code === "signed_out";
      showUnsent(reply.error?.code === "signed_out" ? "signed_out" : "");
    } catch {
      changed = true;
      showUnsent("offline");
    }
    busy = false;
  }

  form.addEventListener("input", () => (changed = true));
  form.addEventListener("focusout", save);
  setInterval(save, 20000);
  addEventListener("focus", save);
  addEventListener("online", save);
  // The button's own sending carries the newest version only once no saving is on its way.
  form.addEventListener("submit", (event) => {
    changed = false;
    if (!busy) return;
    event.preventDefault();
    const again = () => (busy ? setTimeout(again, 50) : form.requestSubmit(event.submitter));
    again();
  });
}
