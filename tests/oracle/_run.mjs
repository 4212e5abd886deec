import { loadPyodide } from "pyodide";
import fs from "fs";
const py = await loadPyodide();
py.runPython(fs.readFileSync(process.argv[2],"utf8"));
