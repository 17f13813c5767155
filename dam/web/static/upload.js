// The upload page: files go one by one, each with its progress and its state in words. The form's
// batch token goes with each, so that a file that is sent again is answered alike.

const form = document.querySelector("form[data-upload]");

if (form) {
  const row = document.getElementById("upload-row");
  const words = row.dataset;
  const section = document.querySelector("[data-files]");
  const list = section.querySelector("ul");
  const count = section.querySelector("[data-count]");
  const results = `${form.action}/${form.dataset.upload}`;
  const waiting = [];
  const rows = [];
  let sending = false;

  const say = (template, values) =>
    template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function add(file) {
    const item = row.content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`.upload-${name}`);
    const entry = { file, item, part, place: rows.length, done: false };
    part("name").textContent = file.name;
    part("again").addEventListener("click", () => queue(entry));
    rows.push(entry);
    list.append(item);
    draw(file, item);
    queue(entry);
  }

  function queue(entry) {
    entry.part("again").hidden = true;
    entry.item.querySelector("progress").hidden = false;
    entry.part("note").textContent = "";
    show(entry, "queued", words.queued);
    waiting.push(entry);
    tell();
    next();
  }

  async function next() {
    if (sending || !waiting.length) return;
    sending = true;
    const entry = waiting.shift();
    try {
      const [said] = (await send(entry)).files;
      settle(entry, said);
    } catch (error) {
      fail(entry, error.message);
    }
    sending = false;
    next();
    if (!waiting.length) watch();
  }

  function send(entry) {
    const body = new FormData(form);
    body.delete("files");
    body.append("plats", entry.place);
    body.append("files", entry.file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    const bar = entry.item.querySelector("progress");
    request.upload.onprogress = ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      const percent = Math.floor(bar.value);
      show(entry, "sending", percent < 100 ? say(words.sending, { percent }) : words.checking);
    };
    return new Promise((resolve, reject) => {
      request.onload = () =>
        request.status === 200
          ? resolve(request.response)
          : reject(new Error(request.response?.error?.message ?? words.lost));
      request.onerror = () => reject(new Error(words.lost));
      request.send(body);
    });
  }

  function settle(entry, said) {
    if (said.state === "refused") return fail(entry, said.sentence);
    Object.assign(entry, { id: said.id, state: said.state, done: said.state !== "pending" });
    entry.item.querySelector("progress").hidden = true;
    entry.part("note").textContent = said.sentence;
    entry.part("open").hidden = !said.url;
    if (said.url) entry.part("open").href = said.url;
    show(entry, said.state, say(words[said.state], said));
    if (said.thumbnail) picture(entry.item, said.thumbnail);
    tell();
  }

  function fail(entry, why) {
    entry.done = false;
    entry.item.querySelector("progress").hidden = true;
    entry.part("again").hidden = false;
    show(entry, "refused", say(words.refused, { why }));
    tell();
  }

  function show(entry, state, sentence) {
    const mark = entry.part("state");
    mark.className = `upload-state state state-${state}`;
    if (mark.textContent !== sentence) mark.textContent = sentence;
  }

  function tell() {
    section.hidden = false;
    const done = rows.filter((entry) => entry.done).length;
    const sentence = say(count.dataset.words, { done, all: rows.length });
    if (count.textContent !== sentence) count.textContent = sentence;
  }

  // Asks every other second for the sizes that are still being made.
  let asking = false;
  async function watch() {
    if (asking) return;
    asking = true;
    while (rows.some((entry) => entry.state === "pending")) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const answer = await fetch(results, { headers: { Accept: "application/json" } });
      if (!answer.ok) break;
      for (const said of (await answer.json()).files)
        for (const entry of rows)
          if (entry.state === "pending" && entry.id === said.id && said.state !== "pending")
            settle(entry, said);
    }
    asking = false;
  }

  // A small picture of a file that the browser can read; the others keep the empty well.
  async function draw(file, item) {
    try {
      const small = await createImageBitmap(file, { resizeWidth: 144, resizeQuality: "low" });
      const canvas = document.createElement("canvas");
      canvas.width = small.width;
      canvas.height = small.height;
      canvas.getContext("2d").drawImage(small, 0, 0);
      picture(item, canvas.toDataURL("image/jpeg", 0.7));
    } catch {
      return;
    }
  }

  function picture(item, address) {
    const image = new Image();
    image.className = "thumb";
    image.alt = "";
    image.src = address;
    item.querySelector(".thumb").replaceWith(image);
  }

  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    for (const file of input.files) add(file);
    input.value = "";
  });

  for (const name of ["dragenter", "dragover"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("drop-over");
    });
  drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("drop-over");
    for (const file of event.dataTransfer.files) add(file);
  });

  addEventListener("beforeunload", (event) => {
    if (sending || waiting.length) event.preventDefault();
  });
}
