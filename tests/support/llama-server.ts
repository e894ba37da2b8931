import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const model = fileURLToPath(
  new URL("../fixtures/models/stories260K-chatml.gguf", import.meta.url),
);

export interface LlamaServer extends AsyncDisposable {
  /** Base address with the version segment. */
  readonly url: string;
}

/**
 * The llama-server that MODELDOCKER_TEST_LLAMA_SERVER names: the address of one that runs, or a command
 * that is started on a tiny model, e.g. `llama-server` or `chroot DIR llama-server` (then the model is
 * copied to DIR/models).
 */
export async function startLlamaServer(named: string): Promise<LlamaServer> {
  if (/^https?:/.test(named))
    return { url: named, [Symbol.asyncDispose]: () => Promise.resolve() };
  const port = await freePort();
  const [command = "", ...words] = named.split(/\s+/);
  const child = spawn(
    command,
    [
      ...words,
      "-m",
      await modelFor(command, words),
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "-c",
      "512",
    ],
    { stdio: "ignore" },
  );
  const gone = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([
    untilHealthy(url),
    gone.then(() => Promise.reject(new Error(`${named} ended at once.`))),
  ]);
  return {
    url: `${url}/v1`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await gone;
    },
  };
}

/** The path of the model as the server sees it. */
async function modelFor(
  command: string,
  words: readonly string[],
): Promise<string> {
  const [root] = words;
  if (basename(command) !== "chroot" || root === undefined) return model;
  const name = basename(model);
  await mkdir(join(root, "models"), { recursive: true });
  await copyFile(model, join(root, "models", name));
  return `/models/${name}`;
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const reply = await fetch(`${url}/health`).catch(() => undefined);
    if (reply?.ok === true) return;
    await sleep(250);
  }
  throw new Error(`${url} never became healthy.`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
