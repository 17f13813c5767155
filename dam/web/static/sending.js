// Sends files in parts, by Uppy: over S3's verbs for uploads in parts, which our own addresses answer,
// each part straight to the store where a browser reaches it. A file that stops goes on by itself
// from the parts that have come; chosen again on a page that was reloaded, it does the same.
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";

const VERBS = "/redaktion/uppladdningar";
const SUM = "x-amz-checksum-sha256";
const AT_A_TIME = 4;
const ANNOUNCED_AT_A_TIME = 200;
const TRIES = 10;
// What another try does not help.
const FINAL = new Set([403, 413, 422, 507]);

export const sleep = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
export const growing = (tries) => Math.min(30, 2 ** tries);
const online = () =>
  navigator.onLine || new Promise((done) => addEventListener("online", done, { once: true }));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

class Refusal extends Error {
  constructor(status, body) {
    super(`answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** What an error of ours says: its sentence, and whether it is the last word. */
function read({ name, status, body }) {
  let problem = {};
  try {
    problem = JSON.parse(body).error;
  } catch {
    // the store's own words, or none
  }
  const unreadable = name === "NotReadableError" || name === "NotFoundError";
  const final = unreadable || FINAL.has(status) || problem.code === "old_form";
  return { final, sentence: problem.message ?? "", unreadable };
}

/**
 * Sends files to a batch. `on` hears of each entry (id, file, path, upload): added, queued,
 * announced, progress (bytes), offline, later (seconds), failed (sentence, unreadable), sent.
 */
export function sender({ token, csrf, partBytes, on }) {
  const entries = new Map();
  const uploads = new Map();
  const silent = () => {};
  const uppy = new Uppy({
    autoProceed: true,
    logger: { debug: silent, warn: silent, error: silent },
  });
  const ours = { Accept: "application/json", "X-CSRFToken": csrf };

  async function ask(address, method, { headers, body } = {}) {
    const answer = await fetch(address, { method, headers: { ...ours, ...headers }, body });
    if (!answer.ok) throw new Refusal(answer.status, await answer.text());
    return answer;
  }

  async function sum(entry, n) {
    const part = entry.file.slice((n - 1) * partBytes, n * partBytes);
    entry.sums[n] ??= new Uint8Array(
      await crypto.subtle.digest("SHA-256", await part.arrayBuffer()),
    );
    return entry.sums[n];
  }

  // As S3 writes the sum of an object in parts.
  async function sumOfAll(entry) {
    const count = Math.ceil(entry.file.size / partBytes);
    const sums = new Uint8Array(32 * count);
    for (let n = 1; n <= count; n++) sums.set(await sum(entry, n), 32 * (n - 1));
    return `${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", sums)))}-${count}`;
  }

  async function signRequest({ method, uploadId, partNumber }) {
    if (method === "DELETE") throw new Error("forgotten in `remove`");
    const entry = uploads.get(uploadId);
    const address = `${VERBS}/${uploadId}`;
    if (partNumber) {
      const headers = { [SUM]: base64(await sum(entry, partNumber)) };
      const link = await (await ask(`${address}/${partNumber}`, "POST", { headers })).json();
      return link.url.startsWith("/") ? { ...link, headers: { ...ours, ...link.headers } } : link;
    }
    const headers = method === "POST" ? { ...ours, [SUM]: await sumOfAll(entry) } : ours;
    return { url: address, headers };
  }

  // Before anything is sent the server hears of every file, and answers with what has come of it.
  async function announce(ids) {
    for (let first = 0; first < ids.length; first += ANNOUNCED_AT_A_TIME) {
      const some = ids
        .slice(first, first + ANNOUNCED_AT_A_TIME)
        .flatMap((id) => entries.get(id) ?? []);
      const files = some.map(({ path, file }) => ({
        path,
        size: file.size,
        modified: file.lastModified,
      }));
      const answers = await insist(some, { omgang: token, files });
      some.forEach((entry, n) => begin(entry, answers[n]));
    }
  }

  async function insist(some, wanted) {
    for (let tries = 1; ; tries++)
      try {
        const headers = { "Content-Type": "application/json" };
        const answer = await ask(VERBS, "POST", { headers, body: JSON.stringify(wanted) });
        return (await answer.json()).files;
      } catch (error) {
        const { final, sentence } = read(error);
        if (final || (error.status && tries > TRIES))
          return some.map(() => ({ refused: sentence }));
        for (const entry of some) on.offline(entry);
        await Promise.all([online(), sleep(growing(tries))]);
      }
  }

  function begin(entry, { refused, upload, done }) {
    if (entry.gone) return upload && forget(upload);
    if (refused !== undefined) {
      uppy.removeFile(entry.id);
      return on.failed(entry, refused);
    }
    entry.upload = upload;
    uploads.set(upload, entry);
    on.announced(entry);
    if (done) {
      uppy.removeFile(entry.id);
      return on.sent(entry);
    }
    uppy.setFileState(entry.id, { s3Multipart: { uploadId: upload, key: upload } });
  }

  const forget = (upload) => ask(`${VERBS}/${upload}`, "DELETE").catch(silent);

  async function recover(entry, error) {
    const { final, sentence, unreadable } = read(error);
    entry.tries += 1;
    if (error.status === 422) entry.upload = null; // forgotten with its parts
    if (final || (error.status && entry.tries > TRIES))
      return on.failed(entry, sentence, unreadable);
    // Another file by now, or the store has dropped the parts: they are sent anew.
    if (error.status === 404 || error.status === 409) await forget(entry.upload);
    const seconds = growing(entry.tries);
    if (navigator.onLine) on.later(entry, seconds);
    else on.offline(entry);
    await Promise.all([online(), sleep(navigator.onLine ? seconds : 1)]);
    if (!entry.gone) start([entry]);
  }

  function start(some) {
    uppy.addFiles(
      some.map(({ file, path }) => ({
        name: file.name,
        type: file.type,
        data: file,
        meta: { relativePath: path },
      })),
    );
  }

  uppy.use(AwsS3, {
    limit: AT_A_TIME,
    shouldUseMultipart: true,
    getChunkSize: () => partBytes,
    signRequest,
  });
  uppy.addPreProcessor(announce);
  uppy.on("file-added", ({ id, data, meta }) => {
    const known = entries.get(id);
    const entry = known ?? { id, path: meta.relativePath, tries: 0 };
    Object.assign(entry, { file: data, sums: [] });
    entries.set(id, entry);
    if (!known) on.added(entry);
    on.queued(entry);
  });
  uppy.on("upload-progress", ({ id }, { bytesUploaded }) => {
    const entry = entries.get(id);
    if (entry) on.progress(entry, bytesUploaded);
  });
  uppy.on("s3-multipart:part-uploaded", ({ id }) => (entries.get(id).tries = 0));
  uppy.on("upload-error", ({ id }, error) => {
    uppy.removeFile(id);
    recover(entries.get(id), error);
  });
  uppy.on("upload-success", ({ id }) => on.sent(entries.get(id)));

  return {
    add: (files) => start(files),
    again(entry) {
      entry.tries = 0;
      start([entry]);
    },
    remove(entry) {
      entry.gone = true;
      entries.delete(entry.id);
      if (uppy.getFile(entry.id)) uppy.removeFile(entry.id);
      if (entry.upload) forget(entry.upload);
    },
  };
}
