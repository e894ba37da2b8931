import OpenAI from "openai";
import { onTestFinished } from "vitest";
import { startGateway } from "./gateway.ts";
import { startDialectUpstream, type Route } from "./upstream/dialect-server.ts";

export const secret = "canary-key-of-the-upstream";
export const thought = { id: "rs_1", type: "reasoning", summary: [] };
export const search = {
  id: "ws_1",
  type: "web_search_call",
  status: "completed",
  action: { type: "search", query: "tides" },
};
export const said = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text: "High.", annotations: [], x: 1 }],
};
export const usage = `{"input_tokens":3,"output_tokens":2,"total_tokens":5,"units":1.0}`;

/** A reply as its upstream writes it, with what nobody here knows. */
export function replyText(id: string): string {
  const output = JSON.stringify([thought, search, said]);
  return `{"id":"${id}","object":"response", "created_at":1,"status":"completed","model":"real-1","previous_response_id":null,"output":${output},"usage":${usage},"billing":{"payer":"developer"}}`;
}

export function framesOf(id: string): readonly string[] {
  const begun = replyText(id).replace('"completed"', '"in_progress"');
  const place = `"output_index":2,"content_index":0,"item_id":"msg_1"`;
  return [
    `{"type":"response.created","sequence_number":0,"response":${begun}}`,
    `{"type":"response.web_search_call.searching","sequence_number":1,"output_index":1,"item_id":"ws_1"}`,
    `{"type":"response.output_item.done","sequence_number":2,"output_index":1,"item":${JSON.stringify(search)}}`,
    `{"type":"response.output_text.delta","sequence_number":3,${place},"delta":"High.","obfuscation":"a1"}`,
    `{"type":"response.completed","sequence_number":4,"response":${replyText(id)}}`,
  ];
}

export const sse = (data: string) =>
  `event: ${(JSON.parse(data) as { type: string }).type}\ndata: ${data}\n\n`;

/** An upstream that has the Responses beside its chat, and the gateway before it and a plain one. */
export async function startNative(answer?: Route) {
  let replies = 0;
  const native: Route = (request, response) => {
    const { stream } = request.body as { stream?: boolean };
    if (answer) return answer(request, response);
    const id = `resp_up${(replies += 1)}`;
    if (stream !== true) {
      response.writeHead(200, { "content-type": "application/json" });
      return void response.end(replyText(id));
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(framesOf(id).map(sse).join(""));
  };
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/responses": native,
  });
  const plain = await startDialectUpstream("openai-chat");
  onTestFinished(() => upstream.close());
  onTestFinished(() => plain.close());
  const once = { kind: "openai", retry: { maxAttempts: 1 } };
  const { address } = await startGateway({
    config: {
      gateway: { requireKey: false },
      instances: [
        {
          ...once,
          id: "both",
          baseUrl: `${upstream.url}/v1`,
          speaks: ["responses"],
          apiKey: { value: secret },
        },
        { ...once, id: "plain", baseUrl: `${plain.url}/v1` },
      ],
      aliases: [{ id: "either", targets: ["both:real-1", "plain:plain"] }],
    },
  });
  const calls = () =>
    upstream.requests.filter(({ path }) => path === "/v1/responses");
  const ask = (body: object) =>
    fetch(`${address}/v1/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "both:real-1", ...body }),
    });
  const client = new OpenAI({
    baseURL: `${address}/v1`,
    apiKey: "any",
    maxRetries: 0,
  });
  return { ask, calls, client, plain };
}

/** What stands in an event stream, each event's data. */
export function dataOf(text: string): readonly string[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => data);
}

export const named = (text: string) =>
  text.replaceAll('"model":"real-1"', '"model":"both:real-1"');
