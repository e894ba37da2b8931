import { mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import {
  backendConfig,
  entryConfig,
  preloadConfig,
  productTargets,
  rendererConfig,
  type BuildTargets,
} from "../vite.config.ts";
import { fingerprint, isFresh, stamp } from "./lib/freshness.ts";

const { values } = parseArgs({
  options: {
    /** Other engines than the product's, for suites that run an old one. */
    out: { type: "string" },
    browsers: { type: "string" },
    "entry-node": { type: "string" },
    "if-stale": { type: "boolean", default: false },
  },
});

const targets: BuildTargets = {
  outDir: values.out ? resolve(values.out) : productTargets.outDir,
  browsers: values.browsers?.split(",") ?? productTargets.browsers,
  entryNode: values["entry-node"] ?? productTargets.entryNode,
};

async function buildAll(): Promise<void> {
  const print = await fingerprint(targets);
  await rm(join(targets.outDir, "main"), { recursive: true, force: true });
  await rm(join(targets.outDir, "preload"), { recursive: true, force: true });
  await mkdir(dirname(targets.outDir), { recursive: true });
  const configs = [backendConfig, entryConfig, preloadConfig, rendererConfig];
  for (const config of configs) {
    await build({ ...config(targets), logLevel: "warn" });
  }
  await stamp(targets, print);
}

if (!(values["if-stale"] && (await isFresh(targets)))) {
  const start = performance.now();
  try {
    await buildAll();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.error(`Built ${targets.outDir} in ${seconds} s.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
