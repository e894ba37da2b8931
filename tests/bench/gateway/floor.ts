import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";

/**
 * The least that any gateway with keys must do on Node: hash the key and look it up, read the JSON of the
 * request and of the reply, put another model's name into both, answer with an id. No rules, no limits, no
 * books, no audit, no log, no encryption: what is left of our own cost above it is what those take.
 */

const upstream = process.argv[2] ?? "";
const agent = new Agent({ connections: 256, allowH2: false });
const spent = new Map<string, number>();

interface Named {
  readonly model: string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
): Promise<void> {
  const key = request.headers.authorization ?? "";
  const digest = createHash("sha256").update(key).digest("base64");
  const { model: asked } = JSON.parse(text) as Named;
  const served = asked.slice(asked.indexOf(":") + 1);
  const { statusCode, body } = await agent.request({
    origin: upstream,
    path: request.url ?? "/",
    method: "POST",
    headers: { "content-type": "application/json" },
    body: renamed(text, asked, served),
  });
  const reply = await body.text();
  const { model, usage } = JSON.parse(reply) as Named & {
    readonly usage: { readonly total_tokens: number };
  };
  spent.set(digest, (spent.get(digest) ?? 0) + usage.total_tokens);
  const told = renamed(reply, model, asked);
  response.writeHead(statusCode, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(told),
    "x-request-id": randomUUID(),
  });
  response.end(told);
}

function renamed(text: string, from: string, to: string): string {
  return text.replace(
    `"model":${JSON.stringify(from)}`,
    `"model":${JSON.stringify(to)}`,
  );
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    answer(request, response, Buffer.concat(chunks).toString()).catch(() =>
      response.destroy(),
    );
  });
}).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
process.stdout.write(
  `${JSON.stringify({ event: "ready", url: `http://127.0.0.1:${port}` })}\n`,
);
