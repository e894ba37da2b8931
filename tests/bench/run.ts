import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { BenchRow } from "./row.ts";

const cache = fileURLToPath(new URL("../../.cache", import.meta.url));

type Bench = { run(): Promise<readonly BenchRow[]> };

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  transport: () => import("./transport.ts"),
  "start-up": () => import("./start-up.ts"),
  renderer: () => import("./renderer.ts"),
  differences: () => import("./differences.ts"),
  local: () => import("./local.ts"),
  gateway: () => import("./gateway.ts"),
  "compare-backend": () => import("./compare-backend.ts"),
  "compare-frames": () => import("./compare-frames.ts"),
  engine: () => import("./engine.ts"),
  cache: () => import("./cache.ts"),
  soak: () => import("./soak.ts"),
  activity: () => import("./activity.ts"),
};

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function line({ name, value, unit, baseline, note }: BenchRow): string {
  const ratio =
    baseline === undefined
      ? ""
      : `${(value / baseline).toFixed(2)} × ${figure(baseline)} ${unit}`;
  return [
    name.padEnd(48),
    `${figure(value)} ${unit}`.padStart(14),
    ratio.padStart(22),
    note === undefined ? "" : `  ${note}`,
  ]
    .join("")
    .trimEnd();
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `No benchmark ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.`,
  );
  process.exit(1);
}

const rows: BenchRow[] = [];
for (const [name, load] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const bench = await load();
  for (const row of await bench.run()) {
    rows.push(row);
    console.log(line(row));
  }
}

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryBytes: totalmem(),
};
await mkdir(cache, { recursive: true });
await writeFile(
  `${cache}/bench.json`,
  `${JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2)}\n`,
);
