import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./llama-server.ts";

const gguf = fileURLToPath(
  new URL("../fixtures/models/stories260K-chatml.gguf", import.meta.url),
);

export interface Ollama extends AsyncDisposable {
  /** Base address without a version segment. */
  readonly url: string;
}

/** An Ollama of its own with one tiny model, `stories`; `binary` is the path of its executable. */
export async function startOllama(binary: string): Promise<Ollama> {
  const home = await mkdtemp(join(tmpdir(), "modeldocker-ollama-"));
  const host = `127.0.0.1:${await freePort()}`;
  const env = {
    ...process.env,
    OLLAMA_HOST: host,
    OLLAMA_MODELS: join(home, "models"),
    HOME: home,
  };
  const child = spawn(binary, ["serve"], { env, stdio: "ignore" });
  const gone = once(child, "exit");
  const url = `http://${host}`;
  await Promise.race([
    untilThere(`${url}/api/version`),
    gone.then(() => Promise.reject(new Error(`${binary} ended at once.`))),
  ]);
  const modelfile = join(home, "Modelfile");
  await writeFile(modelfile, `FROM ${gguf}\n`);
  const creating = spawn(binary, ["create", "stories", "-f", modelfile], {
    env,
    stdio: "ignore",
  });
  const [code] = (await once(creating, "exit")) as [number];
  if (code !== 0) throw new Error(`ollama create ended with ${code}.`);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await gone;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function untilThere(url: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok === true) return;
    await sleep(250);
  }
  throw new Error(`${url} never answered.`);
}
