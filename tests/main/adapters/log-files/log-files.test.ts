import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import type { LogLine } from "#shared/gateway/log-line.ts";
import { openLogFiles } from "#main/adapters/log-files/open-log-files.ts";
import { fileMode } from "#tests/support/file-mode.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

function logFiles(bounds: { maxBytes?: number; kept?: number } = {}) {
  const folder = join(temporaryFolder(), "logs");
  const path = join(folder, "modeldocker.log");
  const seen: LogLine[] = [];
  const open = () => {
    const files = openLogFiles({
      path,
      ...bounds,
      onLine(read) {
        const line = read();
        if (line) seen.push(line);
      },
    });
    onTestFinished(() => files.close());
    return files;
  };
  const written = () =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("");
  return { folder, path, open, seen, written };
}

test("a line is in the file when the call returns, and is read back newest first", () => {
  const { path, open, seen } = logFiles();
  const files = open();
  files.log.info({ port: 1 }, "Ready.");
  files.log.warn({}, "Slow.");
  // Nobody closed or flushed: as after a kill.
  expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(2);
  const again = [...open().read()];
  expect(
    again.map(({ level, message, facts }) => [level, message, facts]),
  ).toEqual([
    ["warn", "Slow.", ""],
    ["info", "Ready.", '{"port":1}'],
  ]);
  expect(seen.map(({ message }) => message)).toEqual(["Ready.", "Slow."]);
});

test("files are bounded in size and number, for the owner alone, over restarts", () => {
  const { folder, open } = logFiles({ maxBytes: 1_000, kept: 2 });
  for (let run = 0; run < 2; run += 1) {
    const { log, close } = open();
    for (let index = 0; index < 40; index += 1)
      log.info({ run, index }, "A line of some length, so that files fill up.");
    close();
  }
  const names = readdirSync(folder).toSorted();
  expect(names).toEqual([
    "modeldocker.log",
    "modeldocker.log.1",
    "modeldocker.log.2",
  ]);
  const files = open();
  expect(files.place()).toMatchObject({ folder, files: 3 });
  expect(files.place().bytes).toBeLessThanOrEqual(3_000);
  for (const name of names)
    expect(fileMode(join(folder, name), 0o600)).toBe(0o600);
  for (const name of names)
    expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1_000);
  // What is left is the end without a gap, read back over all files.
  const read = [...files.read()].map(({ facts }) => facts);
  expect(read.length).toBeGreaterThan(10);
  expect(read).toEqual(
    Array.from({ length: read.length }, (_, back) =>
      JSON.stringify({ run: 1, index: 39 - back }),
    ),
  );
});

test("a line that is longer than a file may be is whole, and alone in one", () => {
  const { path, open } = logFiles({ maxBytes: 300, kept: 2 });
  const files = open();
  files.log.info({}, "Before.");
  files.log.info({ text: "x".repeat(1_000) }, "Long.");
  files.log.info({}, "After.");
  expect([...files.read()].map(({ message }) => message)).toEqual([
    "After.",
    "Long.",
    "Before.",
  ]);
  expect(readFileSync(`${path}.1`, "utf8").trim().split("\n")).toHaveLength(1);
});

test("a half line that a crash left is passed over", () => {
  const { path, open } = logFiles();
  const files = open();
  files.log.warn({}, "Whole.");
  writeFileSync(path, `${readFileSync(path, "utf8")}{"level":"in`);
  expect([...files.read()].map(({ message }) => message)).toEqual(["Whole."]);
});

test("no secret and no foreign sentence gets into a file", () => {
  const { open, written } = logFiles();
  const canary = "canary-41c9";
  let foreign: unknown;
  try {
    JSON.parse(`${canary} is no JSON`);
  } catch (error) {
    foreign = error;
  }
  const { log } = open();
  log.error({ error: foreign }, "Defect.");
  const upstream = new AppError("upstream-failed", {
    message: `It said: ${canary}`,
    data: { upstreamMessage: canary },
    cause: foreign,
  });
  log.warn({ cause: upstream, instance: "sim" }, "Failed.");
  log.info({ apiKey: canary, nested: { token: canary } }, "Keys.");
  log.info({ url: `http://host/?key=${canary}` }, "Address.");
  log.info({ text: `Bearer ${canary}-long`, more: [`sk-${canary}`] }, "Texts.");
  expect(written()).not.toContain(canary);
  expect(written()).toContain("upstream-failed");
  expect(written()).toContain('"instance":"sim"');
});

test("lines are written together, but whatever went wrong at once, with all before it", () => {
  const path = join(temporaryFolder(), "logs", "modeldocker.log");
  const files = openLogFiles({ path, onLine: () => undefined });
  onTestFinished(() => files.close());
  const written = () => readFileSync(path, "utf8").trimEnd().split("\n");
  files.log.info({}, "One.");
  expect(written()).toEqual([""]);
  files.log.error({}, "Two.");
  expect(written()).toHaveLength(2);
  files.log.info({}, "Three.");
  files.close();
  expect(written()).toHaveLength(3);
});
