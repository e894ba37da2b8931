import Anthropic from "@anthropic-ai/sdk";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "#tests/support/gateway.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";

const frame = (body: { readonly type: string }) =>
  `event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`;
const begun = frame({
  type: "message_start",
  message: {
    id: "msg_up",
    type: "message",
    role: "assistant",
    model: "real-1",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 1 },
  },
} as { type: string });
const block = (index: number, content_block: object) =>
  frame({ type: "content_block_start", index, content_block } as {
    type: string;
  });
const text = [
  block(0, { type: "text", text: "" }),
  frame({
    type: "content_block_delta",
    index: 0,
    delta: { type: "text_delta", text: "High." },
  } as { type: string }),
  frame({ type: "content_block_stop", index: 0 } as { type: string }),
].join("");
const ending = frame({
  type: "message_delta",
  delta: { stop_reason: "end_turn", stop_sequence: null },
  usage: { output_tokens: 2 },
} as { type: string });

async function start(answer: Route) {
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/messages": answer,
  });
  onTestFinished(() => upstream.close());
  const instance = {
    id: "both",
    kind: "openai",
    baseUrl: `${upstream.url}/v1`,
    retry: { maxAttempts: 1 },
    speaks: ["messages"],
  };
  const { address } = await startGateway({
    config: { gateway: { requireKey: false }, instances: [instance] },
  });
  const client = new Anthropic({
    baseURL: address,
    apiKey: "any",
    maxRetries: 0,
  });
  const ask = () =>
    client.messages.stream({
      model: "both:real-1",
      max_tokens: 99,
      messages: [{ role: "user", content: "Tides?" }],
    });
  return { ask };
}

test("a stream whose last frame its upstream left out is whole for its client", async () => {
  const { ask } = await start((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(begun + text + ending);
  });
  const message = await ask().finalMessage();
  expect(message).toMatchObject({
    id: "msg_up",
    model: "both:real-1",
    stop_reason: "end_turn",
    content: [{ type: "text", text: "High." }],
  });
});

test("its own last frame comes once", async () => {
  const { ask } = await start((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(begun + text + ending + frame({ type: "message_stop" }));
  });
  const told: string[] = [];
  for await (const event of ask()) told.push(event.type);
  expect(told.filter((type) => type === "message_stop")).toHaveLength(1);
});

test.each([
  { type: "server_tool_use", id: "srv_1", name: "web_search", input: {} },
  { type: "thinking", thinking: "", signature: "" },
])(
  "work that is not told in words is seen while it is done: $type",
  async (work) => {
    const goOn = Promise.withResolvers<undefined>();
    const { ask } = await start((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(begun + block(1, work));
      void goOn.promise.then(() =>
        response.end(text + ending + frame({ type: "message_stop" })),
      );
    });
    const told: string[] = [];
    for await (const event of ask()) {
      told.push(event.type);
      if (event.type === "content_block_start") goOn.resolve(undefined);
    }
    expect(told.at(-1)).toBe("message_stop");
  },
);
