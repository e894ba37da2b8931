import { expect, test } from "vitest";
import { rememberLog } from "#main/services/diagnostics/log-memory.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import { createQuietLog } from "#tests/fakes/quiet-log.ts";

test("the latest warnings and errors are kept, everything is passed on", () => {
  const { log: target, lines: passed } = createQuietLog();
  const { log, lines } = rememberLog(target, createManualClock());
  log.info({}, "Nothing to keep.");
  for (let count = 0; count < 300; count += 1) log.warn({ count }, "Again.");
  log.error({ cause: new Error("deep") }, "Broken.");
  expect(lines()).toHaveLength(200);
  expect(lines().at(-1)).toBe(
    '1970-01-01T00:00:00.000Z error Broken. {"cause":"Error: deep"}',
  );
  expect(passed).toHaveLength(302);
});
