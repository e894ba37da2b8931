import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { soak } from "#tests/support/soak.ts";
import type { BenchRow } from "./row.ts";

const requests = 10_000;

/** Ten thousand mixed calls, a tenth given up and a tenth faulty: what they leave behind. */
export async function run(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "modeldocker-bench-"));
  try {
    const report = await soak({ requests, concurrent: 32, dataDir });
    const [, early = 0] = report.heap;
    const ends = Object.entries(report.ends)
      .map(([end, count]) => `${end} ${count}`)
      .join(", ");
    return [
      {
        name: "soak: calls per second",
        value: requests / report.seconds,
        unit: "1/s",
        note: ends,
      },
      { name: "soak: sockets left open", value: report.openSockets, unit: "" },
      {
        name: "soak: reservations left open",
        value: report.unsettled,
        unit: "",
      },
      {
        name: "soak: heap after the last call",
        value: (report.heap.at(-1) ?? 0) / 1e6,
        baseline: early / 1e6,
        unit: "MB",
        note: "against a fifth of the way",
      },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
