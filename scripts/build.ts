import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import {
  backendConfig,
  entryConfig,
  preloadConfig,
  productTargets,
  rendererConfig,
  threadConfigs,
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

/** Into a folder of its own first: what was built before stays whole until the new build is. */
async function buildAll(): Promise<void> {
  const print = await fingerprint(targets);
  const outDir = `${targets.outDir}.${process.pid}`;
  const one = [backendConfig, entryConfig, preloadConfig, rendererConfig];
  try {
    const into = { ...targets, outDir };
    const configs = [
      ...one.map((config) => config(into)),
      ...threadConfigs(into),
    ];
    for (const config of configs) await build({ ...config, logLevel: "warn" });
    await stamp(outDir, print);
    await rm(targets.outDir, { recursive: true, force: true });
    await rename(outDir, targets.outDir);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
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
