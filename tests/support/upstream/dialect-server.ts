import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  errorBody,
  readStream,
  streamNames,
  type SimulatedDialect,
} from "./dialect-frames.ts";
import { begin, faults } from "./faults.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import { sendJson } from "./send-json.ts";
import { closeServer, receive } from "./server.ts";

export interface DialectUpstream {
  /** Base address without a version segment. */
  readonly url: string;
  readonly requests: RecordedRequest[];
  close(): Promise<void>;
}

/** A path's reply: a body, or what to do. */
export type Route = (
  request: RecordedRequest,
  response: ServerResponse,
) => void;

/**
 * A simulated upstream that speaks one dialect on a real socket. The model's id names a recorded stream
 * or a fault; `routes` adds replies by `METHOD /path`, the query left out.
 */
export async function startDialectUpstream(
  dialect: SimulatedDialect,
  routes: Readonly<Record<string, Route>> = {},
): Promise<DialectUpstream> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    void receive(incoming, response).then((request) => {
      if (!request) return;
      requests.push(request);
      const route = routes[`${request.method} ${request.path}`];
      if (route) route(request, response);
      else answer(dialect, request, response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => closeServer(server),
  };
}

const chatPaths: Readonly<Record<SimulatedDialect, RegExp>> = {
  "openai-chat": /^\/v1\/chat\/completions$/,
  "anthropic-messages": /^\/v1\/messages$/,
  gemini: /^\/v1beta\/models\/([^:]+):streamGenerateContent$/,
  ollama: /^\/api\/chat$/,
};

function answer(
  dialect: SimulatedDialect,
  request: RecordedRequest,
  response: ServerResponse,
): void {
  const found = chatPaths[dialect].exec(request.path);
  if (!found)
    return sendJson(response, 404, errorBody(dialect, "No such path"));
  const model = found[1] ?? String((request.body as { model: string }).model);
  const turn = { dialect, response };
  const fault = faults[model];
  if (fault) return void fault(turn);
  if (!streamNames(dialect).includes(model))
    return sendJson(response, 404, errorBody(dialect, `No model ${model}`));
  begin(turn);
  response.end(readStream(dialect, model).join(""));
}
