import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { plainModel } from "../real-runtime.ts";

it("speaks the same protocol over a utilityProcess's port, and nothing else on stdout", async () => {
  const host = fileURLToPath(new URL("parent-port-host.ts", import.meta.url));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [host, plainModel]);
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(events).toEqual([
    { type: "prompting", prompting: "completion" },
    { type: "text", text: " upon" },
    { type: "text", text: " a" },
    { type: "text", text: " time" },
    { type: "done", reason: "length", inputTokens: 2, outputTokens: 3 },
  ]);
});
