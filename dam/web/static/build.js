// Bundles the looks into built/ under names that carry their content's hash, and writes
// manifest.json: the name a template asks for → the file's name. Beside each file that can be
// compressed lie its .br and .gz, which `dam/web/compression.py` sends. Run by `npm run build`.
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";

// The ratios of cells in a row of pictures, 2 % apart: the content security policy allows no style
// in a page, so each has a class. dam/delivery/page_models.py chooses among them.
const [NARROWEST_RATIO, RATIO_STEP, RATIOS] = [0.86, 1.02, 112];
const ratios = {
  name: "ratios",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^ratios\.css$/ }, ({ path }) => ({ path, namespace: "ratios" }));
    onLoad({ filter: /.*/, namespace: "ratios" }, () => ({ contents: ratioRules(), loader: "css" }));
  },
};

function ratioRules() {
  const rule = (_, step) => `.r-${step}{--r:${(NARROWEST_RATIO * RATIO_STEP ** step).toFixed(3)}}`;
  return Array.from({ length: RATIOS }, rule).join("");
}

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
  plugins: [ratios],
});

const manifest = {};
for (const [file, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
  manifest[basename(entryPoint ?? Object.keys(inputs)[0])] = basename(file);
  if (!/\.(css|js|svg)$/.test(file)) continue;
  const bytes = await readFile(join(here, file));
  await writeFile(join(here, `${file}.br`), brotliCompressSync(bytes));
  await writeFile(join(here, `${file}.gz`), gzipSync(bytes, { level: 9 }));
}
await writeFile(join(built, "manifest.json"), JSON.stringify(manifest, null, 2));
