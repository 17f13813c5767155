// Bundles the looks into built/ under names that carry their content's hash, and writes
// manifest.json: the name a template asks for → the file's name. Run by `npm run build`.
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "built");

await rm(built, { recursive: true, force: true });
const { metafile } = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ["press.css", "staff.css", "press.js", "staff.js", "upload.js", "icon.svg"],
  outdir: built,
  bundle: true,
  minify: true,
  metafile: true,
  target: ["es2020", "safari15.4", "firefox102", "chrome102"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  legalComments: "none",
});

const manifest = {};
for (const [file, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
  manifest[basename(entryPoint ?? Object.keys(inputs)[0])] = basename(file);
}
await writeFile(join(built, "manifest.json"), JSON.stringify(manifest, null, 2));
