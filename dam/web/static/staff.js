// What script adds to staff pages that work without it.
import "./editor.js";
import "./cropping.js";
import "./batch.js";
import "./unsaved.js";
import "./kept_form.js";
