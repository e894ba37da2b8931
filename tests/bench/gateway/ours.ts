import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readyLine, serverOf, type Server } from "./processes.ts";

const command = fileURLToPath(
  new URL("../../../bin/modeldocker.js", import.meta.url),
);

/**
 * The built program as people run it, with a key of its own: policy, audit and ledger are on. A model
 * with a price has its reservation in the ledger before each call; one without has its row after it.
 */
export async function startOurs(
  upstream: string,
  { hasPrice }: { readonly hasPrice: boolean },
): Promise<Server & { readonly token: string }> {
  const folder = await mkdtemp(join(tmpdir(), "modeldocker-bench-"));
  const config = join(folder, "config.json");
  const dataDir = join(folder, "data");
  const instance = {
    id: "bench",
    kind: "openai",
    baseUrl: `${upstream}/v1`,
    ...(hasPrice ? { prices: [{ model: "*", input: 0.1, output: 0.4 }] } : {}),
  };
  await writeFile(config, JSON.stringify({ instances: [instance] }));
  const nodeOptions = (process.env["MODELDOCKER_BENCH_NODE_OPTIONS"] ?? "")
    .split(" ")
    .filter((word) => word !== "");
  const child = spawn(
    process.execPath,
    [
      ...nodeOptions,
      command,
      "serve",
      "--no-web",
      "--gateway-port=0",
      `--data-dir=${dataDir}`,
      `--config=${config}`,
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const { gateway } = (await readyLine(child)) as { gateway: string };
  const { stdout } = await promisify(execFile)(process.execPath, [
    command,
    ...["keys", "create", "--name=bench", "--deny=other:*"],
    ...["--rpm=100000000", "--tokens-per-day=1000000000000"],
    ...["--usd-per-month=999999.00", `--data-dir=${dataDir}`],
  ]);
  const server = serverOf(child, gateway);
  return {
    ...server,
    token: stdout.trim(),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
