import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

/** As many as an upstream sends within a second or two; with each looking at all others, minutes. */
const many = 60_000;

function repeated<Item>(make: (index: number) => Item): Item[] {
  return Array.from({ length: many }, (_, index) => make(index));
}

function streamed(deltas: readonly object[]): Route {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const frames = deltas.map((delta) => {
      const chunk = { id: "c", choices: [{ index: 0, delta }] };
      return `data: ${JSON.stringify(chunk)}\n\n`;
    });
    response.end(`${frames.join("")}data: [DONE]\n\n`);
  };
}

async function start(route: Route) {
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/chat/completions": route,
  });
  onTestFinished(() => upstream.close());
  const { address } = await startGateway({
    config: {
      gateway: { requireKey: false },
      instances: [
        {
          ...{ id: "lab", kind: "openai", baseUrl: `${upstream.url}/v1` },
          retry: { maxAttempts: 1 },
        },
      ],
    },
  });
  return async (path: string, body: object) => {
    const begun = performance.now();
    const reply = await ask(address + path, {
      body: { model: "lab:m", ...body },
    });
    expect(performance.now() - begun).toBeLessThan(10_000);
    return reply;
  };
}

const messages = [{ role: "user", content: "Hi" }];

test("a whole reply of endless calls is a failure of its upstream's, at once", async () => {
  const tool_calls = repeated((index) => ({
    id: `c${index}`,
    type: "function",
    function: { name: "f", arguments: "{}" },
  }));
  const message = { role: "assistant", content: null, tool_calls };
  const choices = [{ index: 0, message, finish_reason: "tool_calls" }];
  const send = await start((_request, response) =>
    sendJson(response, 200, { id: "c", choices }),
  );
  const reply = await send("/v1/chat/completions", { messages });
  expect(reply.status).toBe(502);
  expect(reply.text).toContain("calls of tools");
});

test("so are thoughts and words that change for ever", async () => {
  const send = await start(
    streamed(
      repeated((index) =>
        index % 2 ? { content: "a" } : { reasoning_content: "b" },
      ),
    ),
  );
  const reply = await send("/v1/responses", { input: "Hi" });
  expect(reply.status).toBe(502);
  expect(reply.text).toContain("4000 parts");
});

test("a model that begins with blanks, and does not stop, is waited for no longer than they take", async () => {
  const send = await start(
    streamed([
      ...repeated(() => ({ content: " \n".repeat(20) })),
      { content: "end" },
    ]),
  );
  const stream = { messages, stream: true };
  const reply = await send("/v1/chat/completions", stream);
  expect(reply.status).toBe(200);
  expect(reply.text).toContain("end");
});
