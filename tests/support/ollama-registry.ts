import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { closeServer } from "./upstream/server.ts";

const gguf = fileURLToPath(
  new URL("../fixtures/models/stories260K-chatml.gguf", import.meta.url),
);

export interface OllamaRegistry extends AsyncDisposable {
  /** A name that Ollama can pull from here, over plain HTTP. */
  readonly model: string;
  /** Bytes of the model's layer. */
  readonly size: number;
  /** Bytes of it that were sent so far, over all requests. */
  sent(): number;
  /** Bytes per second from now on. */
  speed: number;
}

/** A registry as Ollama pulls from: a manifest and blobs by their digest, ranges included. */
export async function startOllamaRegistry(
  speed = Number.POSITIVE_INFINITY,
): Promise<OllamaRegistry> {
  const layer = readFileSync(gguf);
  const config = Buffer.from(
    JSON.stringify({
      model_format: "gguf",
      model_family: "llama",
      model_type: "260K",
      file_type: "F32",
      architecture: "amd64",
      os: "linux",
      rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
    }),
  );
  const blobs = new Map([config, layer].map((blob) => [digestOf(blob), blob]));
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: part("application/vnd.docker.container.image.v1+json", config),
    layers: [part("application/vnd.ollama.image.model", layer)],
  };
  const state = { speed, sent: 0 };
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path === "/v2/library/tiny/manifests/latest")
      return void response.end(JSON.stringify(manifest));
    const digest = path.split("/").at(-1) ?? "";
    const blob = blobs.get(digest);
    if (!blob) return void response.writeHead(404).end("{}");
    // As in the real one, the bytes come from another host than the manifest.
    if (request.method === "GET" && path.includes("/blobs/")) {
      const location = `http://localhost:${portOf(server)}/store/${digest}`;
      return void response.writeHead(307, { location }).end();
    }
    const [from = 0, to = blob.length - 1] =
      /bytes=(\d+)-(\d+)/
        .exec(request.headers.range ?? "")
        ?.slice(1)
        .map(Number) ?? [];
    response.writeHead(request.headers.range ? 206 : 200, {
      "content-length": to - from + 1,
      "content-range": `bytes ${from}-${to}/${blob.length}`,
      "accept-ranges": "bytes",
    });
    if (request.method === "HEAD") return void response.end();
    void send(response, blob.subarray(from, to + 1), state);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    model: `http://127.0.0.1:${portOf(server)}/library/tiny`,
    size: layer.length,
    sent: () => state.sent,
    set speed(next: number) {
      state.speed = next;
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function send(
  response: ServerResponse,
  bytes: Buffer,
  state: { speed: number; sent: number },
): Promise<void> {
  const pieceMs = 20;
  for (let at = 0; at < bytes.length && !response.destroyed;) {
    const size = Math.min(
      bytes.length - at,
      Math.max(1, Math.round((state.speed * pieceMs) / 1_000)),
    );
    response.write(bytes.subarray(at, at + size));
    at += size;
    state.sent += size;
    if (at < bytes.length) await sleep(pieceMs);
  }
  response.end();
}

function part(mediaType: string, blob: Buffer) {
  return { mediaType, digest: digestOf(blob), size: blob.length };
}

function digestOf(blob: Buffer): string {
  return `sha256:${createHash("sha256").update(blob).digest("hex")}`;
}
