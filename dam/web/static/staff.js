// What script adds to staff pages that work without it.
import "./upload.js";
import "./editor.js";
