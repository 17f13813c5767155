// Unpacks the browser, its libraries and its fonts beside itself, in .programs/chromium/unpacked.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const unpacked = join(here, "unpacked");
const archives = ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];

if (process.arch !== "x64") {
  console.error(`The tests need a Chromium of the machine's own: no package has one for ${process.arch}.`);
  process.exit(1);
}
rmSync(unpacked, { recursive: true, force: true });
mkdirSync(unpacked);
process.env.TMPDIR = unpacked; // where the package unpacks to
const { inflate } = await import("@sparticuz/chromium");
const bin = join(here, "node_modules/@sparticuz/chromium/bin");
await Promise.all(archives.map((archive) => inflate(join(bin, archive))));
writeFileSync(
  join(unpacked, "fonts.conf"),
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(unpacked, "fonts/fonts")}</dir>
  <cachedir>${join(unpacked, "fonts-cache")}</cachedir>
</fontconfig>
`,
);
