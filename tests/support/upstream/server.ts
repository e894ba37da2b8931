import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { simulatedModels } from "./models.ts";
import { answerChat } from "./modes.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import { sendJson } from "./send-json.ts";

export interface Upstream {
  /** Base address with the version segment, e.g. `http://127.0.0.1:41234/api/v1`. */
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** Closes the server and everything still open. */
  close(): Promise<void>;
}

export interface UpstreamOptions {
  readonly port?: number;
  /** Milliseconds between two pieces in `sim/slow`. */
  readonly slowMs?: number;
}

/**
 * A simulated upstream in OpenRouter's shape on a real socket. The model's id chooses what happens, see
 * `modes.ts`. A key that begins with `sk-wrong` is rejected everywhere.
 */
export async function startUpstream(
  options: UpstreamOptions = {},
): Promise<Upstream> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void handle(request, response, { requests, slowMs: options.slowMs ?? 40 });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    requests,
    close: () => closeServer(server),
  };
}

interface Context {
  readonly requests: RecordedRequest[];
  readonly slowMs: number;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
): Promise<void> {
  const record = await receive(request, response);
  if (!record) return;
  context.requests.push(record);
  const { path } = record;
  if (String(record.headers.authorization).includes("sk-wrong"))
    return sendJson(response, 401, {
      error: { code: 401, message: "No auth credentials found" },
    });
  if (path.endsWith("/models"))
    return sendJson(response, 200, { data: simulatedModels() });
  if (path.endsWith("/key"))
    return sendJson(response, 200, {
      data: { label: "sim", limit: null, usage: 0, is_free_tier: false },
    });
  if (path.endsWith("/chat/completions"))
    return answerChat(record, response, context.slowMs);
  sendJson(response, 404, { error: { code: 404, message: "Not found" } });
}

export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<RecordedRequest | undefined> {
  const receivedAt = performance.now();
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const record: RecordedRequest = {
    method: request.method ?? "",
    path: (request.url ?? "").split("?")[0] ?? "",
    query: (request.url ?? "").split("?")[1] ?? "",
    headers: request.headers,
    body: text === "" ? undefined : JSON.parse(text),
    text,
    receivedAt,
    bytesWritten: 0,
  };
  response.on("close", () => {
    record.bytesWritten = response.socket?.bytesWritten ?? record.bytesWritten;
    if (!response.writableFinished) record.abortedAt = performance.now();
  });
  return record;
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
