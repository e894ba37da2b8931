import { expect, test } from "vitest";
import { soak } from "#tests/support/soak.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

/** Room for what the first tenth had not warmed up yet; a leak of the full soak is found by the benchmark. */
const slackBytes = 12_000_000;

test("mixed calls with aborts and faults leave no socket, no reservation and no heap behind", async () => {
  const requests = 400;
  const report = await soak({
    requests,
    concurrent: 16,
    dataDir: temporaryFolder(),
  });
  const { ends, heap } = report;
  const sum = Object.values(ends).reduce((left, right) => left + right, 0);
  expect([sum, ends["nothing"], ends["internal"]]).toEqual([
    requests,
    undefined,
    undefined,
  ]);
  expect(ends["ok"]).toBeGreaterThan(requests * 0.7);
  expect(ends["aborted"]).toBeGreaterThan(requests * 0.03);
  expect([report.openSockets, report.unsettled]).toEqual([0, 0]);
  expect((heap.at(-1) ?? 0) - (heap[2] ?? 0)).toBeLessThan(slackBytes);
}, 60_000);
