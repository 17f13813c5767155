// What script adds to public pages that work without it.
import "./copying.js";
import "./sharing.js";
import "./live_gallery.js";

// Where something is wrong the list of it is read first.
document.querySelector("[data-focus]")?.focus();
