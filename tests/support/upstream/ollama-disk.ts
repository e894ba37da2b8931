import { setTimeout as sleep } from "node:timers/promises";
import type { ServerResponse } from "node:http";
import {
  startDialectUpstream,
  type DialectUpstream,
} from "./dialect-server.ts";
import { sendJson } from "./send-json.ts";

const digest = `sha256:${"ab".repeat(32)}`;

export interface OllamaWithDisk extends DialectUpstream {
  /** Names of the models on its disk. */
  readonly models: Set<string>;
  /** Bytes of a pull that have arrived; they stay when it is stopped. */
  arrived: number;
  /** What the next pulls say instead of going on, where set. */
  failure: string | undefined;
}

/**
 * A simulated Ollama that fetches models of this size in steps of a tenth, each after so many
 * milliseconds, and keeps what arrived, as the real one does.
 */
export async function startOllamaWithDisk(
  options: { readonly size?: number; readonly stepMs?: number } = {},
): Promise<OllamaWithDisk> {
  const { size = 4_000_000_000, stepMs = 0 } = options;
  const disk = {
    models: new Set(["plain"]),
    arrived: 0,
    failure: undefined as string | undefined,
  };
  const upstream = await startDialectUpstream("ollama", {
    "GET /api/tags": (_, response) =>
      sendJson(response, 200, {
        models: [...disk.models].map((model) => ({ model })),
      }),
    "POST /api/pull": ({ body }, response) =>
      void pull((body as { model: string }).model, response),
    "DELETE /api/delete": ({ body }, response) => {
      const { model } = body as { model: string };
      if (disk.models.delete(model)) return void response.end();
      sendJson(response, 404, { error: `model '${model}' not found` });
    },
  });

  async function pull(model: string, response: ServerResponse): Promise<void> {
    const say = (line: object) => response.write(`${JSON.stringify(line)}\n`);
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    say({ status: "pulling manifest" });
    if (disk.failure !== undefined) {
      say({ error: disk.failure });
      return void response.end();
    }
    const status = "pulling abababababab";
    while (disk.arrived < size && !response.destroyed) {
      say({ status, digest, total: size, completed: disk.arrived });
      await sleep(stepMs);
      disk.arrived = Math.min(size, disk.arrived + size / 10);
    }
    if (response.destroyed) return;
    say({ status, digest, total: size, completed: size });
    say({ status: "verifying sha256 digest" });
    say({ status: "writing manifest" });
    disk.models.add(model);
    say({ status: "success" });
    response.end();
  }
  return Object.assign(disk, upstream);
}
