// Records what the programs of tests/lang must print, by running them under CPython 3.14.
//
//   npm ci                       (once, in this directory)
//   node record.mjs              records every program
//   node record.mjs ints a/b.py  records those whose path contains one of the words
//   node record.mjs --check ...  compares with the recorded files and changes nothing
//
// CPython 3.14 is pyodide, which is a 32-bit build: programs must not show sys.maxsize, hash values,
// native struct sizes or limits between 2**31 and 2**63. A program whose first line is `# oracle: python3.11`
// needs a 64-bit CPython and nothing newer; it runs under Debian's python3.11 instead.
//
// A record is the program's standard output. If it wrote to standard error or ended with another
// status than 0, `--- stderr ---`, that text and `--- status N ---` follow.
// Programs run with tests/lang as working directory and are named relative to it, so tracebacks are portable.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const here = dirname(fileURLToPath(import.meta.url));
// Other programs than the corpus: those of the folder in ORACLE_DIR.
const langDir = process.env.ORACLE_DIR ?? join(here, "..", "lang");

function programs() {
  return readdirSync(langDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => relative(langDir, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !path.split("/").some((part) => part.startsWith("_")))
    .sort();
}

function render({ stdout, stderr, status }) {
  if (stderr === "" && status === 0) return stdout;
  const open = stdout === "" || stdout.endsWith("\n") ? "" : "\n";
  return `${stdout}${open}--- stderr ---\n${stderr}--- status ${status} ---\n`;
}

async function startCPython() {
  const python = await loadPyodide();
  python.FS.mkdirTree("/lang");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: langDir }, "/lang");
  python.FS.writeFile("/oracle_driver.py", readFileSync(join(here, "driver.py")));
  python.runPython("import sys; sys.path.append('/'); import oracle_driver");
  return python;
}

function runPyodide(python, program) {
  const result = python.runPython(`oracle_driver.run(${JSON.stringify(program)})`);
  const [stdout, stderr, status] = result.toJs();
  result.destroy();
  return { stdout, stderr, status };
}

function runDebian(program) {
  const child = spawnSync("/usr/bin/python3.11", [program], { cwd: langDir, encoding: "utf8" });
  return { stdout: child.stdout, stderr: child.stderr, status: child.status };
}

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const check = process.argv.includes("--check");
const chosen = programs().filter((p) => words.length === 0 || words.some((word) => p.includes(word)));
let python = await startCPython();
let changed = 0;
for (const program of chosen) {
  const path = join(langDir, program);
  const debian = readFileSync(path, "utf8").startsWith("# oracle: python3.11");
  let text;
  try {
    text = render(debian ? runDebian(program) : runPyodide(python, program));
  } catch (error) {
    console.log(`FATAL   ${program}: ${String(error.message).slice(0, 300)}`);
    python = await startCPython();
    changed += 1;
    continue;
  }
  const record = path.replace(/\.py$/, ".out");
  if (existsSync(record) && readFileSync(record, "utf8") === text) continue;
  changed += 1;
  const note = text.includes("--- stderr ---") ? " (writes to stderr)" : "";
  console.log(`${check ? "DIFFERS" : "wrote  "} ${program}${note}`);
  if (!check) writeFileSync(record, text);
}
console.log(`${chosen.length} programs, ${changed} ${check ? "differ" : "changed"}`);
process.exit(check && changed > 0 ? 1 : 0);
