import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { expect, test } from "vitest";

const full = "/dev/full";

/** Runs a command that writes its result, and answers with its exit code and what it says of that. */
async function run(stdout: number | "pipe") {
  const script = `
    import { Readable } from "node:stream";
    import { pipeline } from "node:stream/promises";
    import { runCommand } from "#main/cli/run-command.ts";
    import { watchStandardOutput } from "#main/cli/standard-output.ts";
    const { written } = watchStandardOutput();
    const say = async () => {
      await new Promise((read) => setTimeout(read, 100));
      await pipeline(Readable.from(["the only copy\\n"]), process.stdout);
      return 0;
    };
    process.exit(await runCommand(["say"], { say: () => written(say()) }));`;
  const program = spawn(
    process.execPath,
    ["--input-type=module", "-e", script],
    { cwd: process.cwd(), stdio: ["ignore", stdout, "pipe"] },
  );
  program.stdout?.destroy();
  let said = "";
  program.stderr?.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(program, "close")) as [number | null];
  return { code, said };
}

test.runIf(existsSync(full))(
  "a result that could not be written is a failure in one sentence",
  async () => {
    const disk = openSync(full, "w");
    const { code, said } = await run(disk);
    closeSync(disk);
    expect(code).toBe(1);
    expect(said).toBe(
      "modeldocker: The result could not be written (ENOSPC).\n",
    );
  },
);

test("a reader that has left wants no more, and nothing is said of it", async () => {
  expect(await run("pipe")).toEqual({ code: 0, said: "" });
});
