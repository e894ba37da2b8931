import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

const endLimitMs = 15_000;

/** A program of its own that logs, and says on standard output what it is about to do. */
function logging(statements: string) {
  const script = `
    import { createLog } from "#main/cli/log.ts";
    const log = createLog("info");
    const say = (text) => process.stdout.write(text + "\\n");
    ${statements}`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: process.cwd(),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

async function endOf(program: ReturnType<typeof logging>) {
  const timer = setTimeout(() => program.kill("SIGKILL"), endLimitMs);
  const [code] = (await once(program, "exit")) as [number | null];
  clearTimeout(timer);
  return code;
}

test("a log that nobody reads any more holds up neither the program nor its end", async () => {
  const program = logging(`
    process.stdin.once("data", () => {
      log.warn({}, "Read by nobody.");
      log.info({}, "Nor this.");
      setTimeout(() => process.exit(0), 300);
    });
    say("up");`);
  await once(program.stdout, "data");
  const gone = once(program.stderr, "close");
  program.stderr.destroy();
  await gone;
  program.stdin.write("go\n");
  expect(await endOf(program)).toBe(0);
}, 30_000);

test("a reader that reads nothing stops no line of the program, and what waits for it is bounded", async () => {
  const program = logging(`
    const text = "x".repeat(10_000);
    for (let line = 0; line < 1_000; line += 1) log.warn({ text }, "Much.");
    say(String(process.stderr.writableLength));
    process.exit(0);`);
  program.stderr.pause();
  let said = "";
  program.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
  expect(await endOf(program)).toBe(0);
  expect(Number(said)).toBeLessThan(2 * 1_048_576);
}, 30_000);

test("lines of one moment and of its end are all there, in their order", async () => {
  const program = logging(`
    log.info({}, "First.");
    log.warn({}, "Second.");
    log.info({}, "Third.");
    process.exit(0);`);
  let written = "";
  program.stderr.on("data", (bytes: Buffer) => (written += bytes.toString()));
  const closed = once(program.stderr, "close");
  expect(await endOf(program)).toBe(0);
  await closed;
  const messages = written
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { message: string }).message);
  expect(messages).toEqual(["First.", "Second.", "Third."]);
});

test("a promise that fails with nobody listening is written down by its place, and the program lives", async () => {
  const program = logging(`
    const { outliveStrayFailures } = await import("#main/cli/stray-failures.ts");
    outliveStrayFailures(log);
    void Promise.reject(Object.assign(new Error("a secret"), { code: "X" }));
    setTimeout(() => process.exit(7), 100);`);
  let written = "";
  program.stderr.on("data", (bytes: Buffer) => (written += bytes.toString()));
  const closed = once(program.stderr, "close");
  expect(await endOf(program)).toBe(7);
  await closed;
  expect(JSON.parse(written)).toMatchObject({
    level: "error",
    name: "Error",
    code: "X",
    message: "Defect.",
  });
  expect(written).not.toContain("a secret");
});
