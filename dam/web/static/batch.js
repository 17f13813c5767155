// The batch grid: cells from a spreadsheet are pasted from the cell in focus on, the same is said of
// all marked rows at once, and arrow keys move between cells once Esc has been pressed.

const form = document.querySelector("form[data-batch]");

if (form) {
  const words = form.dataset;
  const table = form.querySelector(".batch-table");
  const [same, ...rows] = table.querySelectorAll("tbody tr");
  const statusLine = document.querySelector("[data-told]");
  const undo = form.querySelector("[data-undo]");
  const control = (cell) => cell.querySelector("input, select, textarea");
  const cells = (row) => [...row.cells].slice(1).map(control).filter(Boolean);
  const label = (field) => field.labels[0].textContent;
  const mark = (row) => row.querySelector("input[type=checkbox]");
  const say = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  let before = [];
  if (table.querySelector(".batch-changed")) form.dataset.unsaved = "";

  // Gives cells their values; what a list does not hold is named. All of it can be undone at once.
  function fill(pairs, unfit = []) {
    const kept = [];
    for (const [field, text] of pairs) {
      const value = field.options ? choice(field, text) : text.trim();
      if (value === undefined) unfit.push(`${label(field)} ”${text}”`);
      else if (field.value !== value) {
        kept.push([field, field.value]);
        set(field, value);
      }
    }
    if (kept.length) before = kept;
    undo.hidden = !before.length;
    const filled = kept.length ? say(words.filled, { cells: kept.length }) : words.nothing;
    const what = unfit.join(", ");
    statusLine.textContent = what ? `${filled} ${say(words.unfit, { what })}` : filled;
  }

  function set(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function choice(field, text) {
    const wanted = text.trim().toLowerCase();
    const found = [...field.options].find(
      (option) => option.value.toLowerCase() === wanted || option.text.toLowerCase() === wanted,
    );
    return found?.value;
  }

  undo.addEventListener("click", () => {
    for (const [field, value] of before) set(field, value);
    before = [];
    table.querySelector("button[value=apply]").focus();
    undo.hidden = true;
    statusLine.textContent = words.undone;
  });

  const ways = {
    apply() {
      const over = form.elements.over.value === "1";
      const values = cells(same).map((field) => field.value);
      fill(
        rows.filter((row) => mark(row)?.checked).flatMap((row) =>
          cells(row)
            .map((field, column) => [field, values[column]])
            .filter(([field, value]) => value && (over || !field.value)),
        ),
      );
    },
    down(name) {
      const pairs = [];
      let above = "";
      for (const row of rows) {
        const field = cells(row).find((one) => one.name.startsWith(`${name}-`));
        if (field && !field.value && above) pairs.push([field, above]);
        above = field?.value || above;
      }
      fill(pairs);
    },
    mark(which) {
      for (const row of rows) if (mark(row)) mark(row).checked = which === "all";
    },
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const [way, name] = (button?.value ?? "").split(/-(.*)/);
    if (!ways[way]) return;
    event.preventDefault();
    ways[way](name);
  });

  // A spreadsheet writes cells between tabs, and quotes those that hold a tab, a quote or a line.
  function read(text) {
    const lines = [[""]];
    for (const [, quoted, plain, mark] of text.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r?\n|\r|$)/g)) {
      const line = lines.at(-1);
      line[line.length - 1] = quoted?.replaceAll('""', '"') ?? plain;
      if (mark === "\t") line.push("");
      else if (mark) lines.push([""]);
      else break;
    }
    if (lines.at(-1).join("") === "") lines.pop();
    return lines;
  }

  form.addEventListener("paste", (event) => {
    const here = event.target.closest("td");
    const row = rows.indexOf(here?.parentElement);
    const text = event.clipboardData.getData("text/plain");
    const cut = text.includes("\t") || event.clipboardData.getData("text/html").includes("<table");
    if (row < 0 || !cut) return;
    event.preventDefault();
    const column = cells(rows[row]).indexOf(control(here));
    const open = rows.slice(row).filter((one) => cells(one).length);
    const pairs = [];
    let outside = false;
    read(text).forEach((line, down) =>
      line.forEach((value, across) => {
        const field = open[down] && cells(open[down])[column + across];
        if (field) pairs.push([field, value]);
        else outside = true;
      }),
    );
    fill(pairs, outside ? [words.outside] : []);
  });

  // Esc lets the arrow keys move between cells; Enter, or writing something, writes again.
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  let moving = false;

  function move(on) {
    moving = on;
    table.classList.toggle("batch-moving", on);
    statusLine.textContent = on ? words.moving : words.writing;
  }

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const line = cell?.parentElement;
    if (!cell || control(cell) !== event.target || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target;
    if (event.key === "Escape" && !moving) move(true);
    else if (event.key === "Enter" && (moving || field.matches("input"))) move(!moving);
    else if (moving && steps[event.key]) {
      const all = [same, ...rows].filter((one) => cells(one).length);
      const [down, across] = steps[event.key];
      const column = cells(line).indexOf(field) + across;
      const next = all[all.indexOf(line) + down];
      if (next) cells(next)[column]?.focus();
    } else {
      if (moving && event.key.length === 1) move(false);
      return;
    }
    event.preventDefault();
  });
  table.addEventListener("focusout", (event) => {
    if (moving && !table.contains(event.relatedTarget)) move(false);
  });

  form.addEventListener("input", (event) => {
    event.target.closest("td")?.classList.add("batch-changed");
  });
}
