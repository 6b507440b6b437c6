// bundle.mjs NODE_MODULES PAGE HEADER: makes one HTML file, PAGE, of page.html, page.css, main.js and what that imports.
// HEADER tells the compiler where it is; its hash is there for compiler caches, which do not see what the assembler reads.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [modules, output, header] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(path.join(path.resolve(modules), "x.js"))("esbuild");

const bundle = (file, options) =>
  esbuild.buildSync({
    entryPoints: [path.join(here, file)],
    nodePaths: [path.resolve(modules)],
    bundle: true,
    minify: true,
    charset: "utf8",
    target: "es2020",
    legalComments: "inline",
    write: false,
    ...options,
  }).outputFiles[0].text;

const hash = (text, encoding) => createHash("sha256").update(text).digest(encoding);
// Inside a script element only this could end it.
const script = bundle("main.js", { format: "iife" }).replaceAll("</script", "<\\/script");
const parts = {
  script,
  style: bundle("page.css", {}),
  "script-hash": `'sha256-${hash(script, "base64")}'`,
};
let page = readFileSync(path.join(here, "page.html"), "utf8");
for (const [name, text] of Object.entries(parts)) page = page.replace(`@bundle-${name}@`, () => text);
writeFileSync(output, page);
writeFileSync(header, `// ${hash(page, "hex")}\n#define KEYRACE_PAGE ${JSON.stringify(path.resolve(output))}\n`);
