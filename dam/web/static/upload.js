// The upload page: each file with its progress and its state in words, and what is said of them all,
// saved as it is written. Without script, or where the browser counts no digests, the form does it.
import { getDroppedFiles } from "@uppy/core/utils";
import { growing, sender, sleep } from "./sending.js";

const form = document.querySelector("form[data-upload]");
if (form && globalThis.crypto?.subtle) open();

function open() {
  const row = document.getElementById("upload-row");
  const words = row.dataset;
  const section = document.querySelector("[data-section]");
  const list = document.querySelector("[data-files]");
  const count = document.querySelector("[data-count]");
  const together = document.querySelector("[data-together]");
  const results = `${form.action}/${form.dataset.upload}`;
  const rows = new Set();
  const DONE = new Set(["ready", "duplicate", "failed"]);
  const UNDER_WAY = new Set(["queued", "sending", "checking", "offline", "later"]);
  // What is taken is listed in `dam/imaging/formats.py`.
  const ENDINGS = new Set(form.dataset.endings.split(" "));
  const PASSED_OVER = new RegExp(form.dataset.passedOver, "i");
  const AT_ONCE = 20;

  const say = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const amount = new Intl.NumberFormat("sv-SE", { maximumFractionDigits: 1 });
  const bytes = (size) =>
    size < 1e6 ? `${amount.format(Math.ceil(size / 1e3))} kB` : `${amount.format(size / 1e6)} MB`;
  const states = () => [...list.children].map((item) => item.dataset.state);

  const sending = sender({
    token: form.dataset.upload,
    csrf: form.elements.csrf_token.value,
    partBytes: Number(form.dataset.partBytes),
    on: {
      added: add,
      queued(entry) {
        part(entry, ".upload-again").hidden = true;
        part(entry, "progress").hidden = false;
        show(entry, "queued", words.queued);
      },
      announced: find,
      progress(entry, sent) {
        const percent = Math.floor((100 * sent) / entry.file.size);
        part(entry, "progress").value = percent;
        if (percent < 100) show(entry, "sending", say(words.sending, { percent }));
        else show(entry, "checking", words.checking);
      },
      offline: (entry) => show(entry, "offline", words.offline),
      later: (entry, seconds) => show(entry, "later", say(words.later, { seconds })),
      failed(entry, sentence, unreadable) {
        fail(entry, (unreadable && words.unreadable) || sentence || words.lost);
      },
      sent(entry) {
        show(entry, "checking", words.checking);
        entry.state = "sent";
        watch();
      },
    },
  });

  const part = ({ item }, name) => item.querySelector(name);

  function add(entry) {
    entry.item = row.content.firstElementChild.cloneNode(true);
    part(entry, ".upload-name").textContent = entry.path;
    part(entry, ".upload-size").textContent = bytes(entry.file.size);
    for (const name of entry.item.querySelectorAll("[data-name]")) name.textContent = entry.path;
    part(entry, ".upload-again").addEventListener("click", () => sending.again(entry));
    part(entry, ".upload-away").addEventListener("click", () => {
      sending.remove(entry);
      rows.delete(entry);
      entry.item.remove();
      countFiles();
    });
    rows.add(entry);
    list.append(entry.item);
    if (section) section.hidden = false;
    drawn = drawn.then(() => draw(entry));
  }

  // From here on the batch has a page, and a file that had begun before takes its own row.
  function find(entry) {
    history.replaceState(null, "", results);
    const before = list.querySelector(`[data-upload="${entry.upload}"]`);
    entry.item.dataset.upload = entry.upload;
    if (before && before !== entry.item) before.replaceWith(entry.item);
    countFiles();
  }

  function settleFile(entry, reply) {
    if (reply.state === "refused") return fail(entry, reply.sentence);
    if (reply.state === "waiting") return;
    for (const name of ["progress", ".upload-away", ".upload-size"])
      if (part(entry, name)) part(entry, name).hidden = true;
    if (part(entry, ".upload-note")) part(entry, ".upload-note").textContent = reply.sentence;
    const link = part(entry, ".upload-open");
    if (link) link.hidden = !reply.url;
    if (link && reply.url) link.href = reply.url;
    show(entry, reply.state, say(words[reply.state], reply));
    if (reply.thumbnail) picture(entry, reply.thumbnail);
    if (reply.alike) compare(entry, reply.alike);
  }

  function compare(entry, alike) {
    const similar = part(entry, ".upload-similar");
    if (!similar) return;
    similar.hidden = false;
    similar.firstElementChild.textContent = `${alike.words}.`;
    similar.querySelector("a").href = alike.url;
  }

  function fail(entry, why) {
    part(entry, "progress").hidden = true;
    part(entry, ".upload-again").hidden = false;
    show(entry, "refused", say(words.refused, { why }));
  }

  function show(entry, state, sentence) {
    const mark = part(entry, ".upload-state");
    entry.state = entry.item.dataset.state = state;
    mark.className = `upload-state state state-${state}`;
    if (mark.textContent !== sentence) mark.textContent = sentence;
    countFiles();
  }

  function countFiles() {
    const all = states();
    const done = all.filter((state) => DONE.has(state)).length;
    const { dataset } = count;
    const template = all.length === 1 ? dataset.single : dataset.words;
    const sentence = say(template, { done, all: all.length });
    if (count.textContent !== sentence) count.textContent = sentence;
    if (together.dataset.ids && !all.some((state) => UNDER_WAY.has(state))) together.hidden = false;
  }

  // What has come in is described, or thrown away, together.
  function lead(ids) {
    together.dataset.ids = ids;
    for (const link of together.querySelectorAll("a")) link.href = `${link.pathname}?ids=${ids}`;
    countFiles();
  }

  // Asks every other second for what became of the files, those first of which nothing is known.
  let asking = false;
  async function watch() {
    if (asking) return;
    asking = true;
    for (let open; (open = unsettled()).length; await sleep(2)) {
      const query = new URLSearchParams(open.map(({ upload }) => ["fil", upload]));
      try {
        const answer = await fetch(`${results}?${query}`, {
          headers: { Accept: "application/json" },
        });
        if (!answer.ok) continue;
        const { files, new: ids } = await answer.json();
        for (const reply of files)
          for (const entry of open)
            if (entry.upload === reply.upload || entry.upload === reply.ref) settleFile(entry, reply);
        lead(ids);
      } catch {
        continue;
      }
    }
    asking = false;
  }

  function unsettled() {
    const these = (state) => [...rows].filter((entry) => entry.state === state);
    return [...these("sent"), ...these("pending")].slice(0, AT_ONCE);
  }

  // A small picture of a file that the browser can read, one at a time: each fills memory whole.
  let drawn = Promise.resolve();
  async function draw(entry) {
    try {
      const small = await createImageBitmap(entry.file, { resizeWidth: 144, resizeQuality: "low" });
      const canvas = document.createElement("canvas");
      canvas.width = small.width;
      canvas.height = small.height;
      canvas.getContext("2d").drawImage(small, 0, 0);
      if (part(entry, ".thumb-none")) picture(entry, canvas.toDataURL("image/jpeg", 0.7));
    } catch {
      return;
    }
  }

  function picture(entry, address) {
    const image = new Image();
    image.className = "thumb";
    image.alt = "";
    image.src = address;
    part(entry, ".thumb").replaceWith(image);
  }

  // What a file without an ending is, its bytes say when it has come.
  function mayBePicture({ name, type }) {
    const [, ending] = /\.([a-z][a-z\d]{1,4})$/i.exec(name) ?? [];
    return !ending || type.startsWith("image/") || ENDINGS.has(ending.toLowerCase());
  }

  function send(files) {
    const pathOf = (file) =>
      (file.relativePath || file.webkitRelativePath || file.name).replace(/^\//, "");
    const chosen = [...files]
      .map((file) => ({ file, path: pathOf(file) }))
      .filter(({ path }) => !PASSED_OVER.test(path));
    // A folder holds more than was chosen.
    const some = chosen.filter(
      ({ file, path }) => !path.includes("/") || mayBePicture(file),
    );
    const skipped = chosen.length - some.length;
    if (skipped) document.querySelector("[data-skipped]").textContent = say(words.skipped, { skipped });
    sending.add(some);
  }

  for (const input of form.querySelectorAll("input[type=file]"))
    input.addEventListener("change", () => {
      send(input.files);
      input.value = "";
    });

  // Nothing is added to what a watched folder brought.
  const drop = form.querySelector("[data-drop]");
  for (const name of ["dragenter", "dragover"])
    drop?.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("drop-area-over");
    });
  drop?.addEventListener("dragleave", () => drop.classList.remove("drop-area-over"));
  drop?.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("drop-area-over");
    send(await getDroppedFiles(event.dataTransfer));
  });

  // What is said of all files goes when a field is left, and again until it has come.
  const savedLine = form.querySelector("[data-said]");
  let unsaved = false;
  let saving = false;
  async function save() {
    unsaved = true;
    if (saving) return;
    saving = true;
    for (let tries = 1; unsaved; tries++) {
      unsaved = false;
      const body = new URLSearchParams(
        [...new FormData(form)].filter(([, value]) => typeof value === "string"),
      );
      try {
        const headers = { Accept: "application/json" };
        const answer = await fetch(`${results}/uppgifter`, { method: "POST", headers, body });
        const { saved, wrong = {}, error } = await answer.json();
        savedLine.textContent = error?.message ?? [saved, ...Object.values(wrong)].join(". ");
        for (const field of form.querySelectorAll("[data-common] :is(input, select)"))
          field.setAttribute("aria-invalid", field.name in wrong);
        if (answer.ok) history.replaceState(null, "", results);
        if (error?.code !== "signed_out") continue;
      } catch {
        savedLine.textContent = words.offline;
      }
      unsaved = true;
      await sleep(growing(tries));
    }
    saving = false;
  }
  form.querySelector("[data-common]").addEventListener("change", save);

  // Files that came before this page was opened, and are still being made sizes of.
  for (const item of list.querySelectorAll('[data-state="pending"]'))
    rows.add({ item, state: "pending", upload: item.dataset.upload || item.dataset.ref });
  watch();

  form.querySelector("[data-unscripted]").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (unsaved || states().some((state) => UNDER_WAY.has(state))) event.preventDefault();
  });
}
