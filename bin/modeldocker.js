#!/usr/bin/env node
// Runs the built command line under a Node that can run it: this one, or the one that came with the
// dependencies.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const neededMajor = 24;
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const entry = path("../out/main/cli.mjs");
const suffix = process.platform === "win32" ? ".exe" : "";
const ownNode = path(`../node_modules/node/bin/node${suffix}`);

if (!existsSync(entry)) {
  refuse("ModelDocker is not built yet; run npm run build.");
} else if (Number(process.versions.node.split(".")[0]) >= neededMajor) {
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
} else if (existsSync(ownNode)) {
  runWith(ownNode);
} else {
  refuse(`ModelDocker needs Node ${neededMajor} or newer; run npm ci.`);
}

function runWith(node) {
  const child = spawn(node, [entry, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // The terminal sends its own signals to both; what is sent to this process alone is passed on.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) =>
    refuse(`Node could not be run: ${error.message}`),
  );
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) {
      process.removeAllListeners(name);
    }
    process.kill(process.pid, signal);
  });
}

function refuse(sentence) {
  process.stderr.write(`modeldocker: ${sentence}\n`);
  process.exitCode = 1;
}
