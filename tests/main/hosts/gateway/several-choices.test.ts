import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

const messages = [{ role: "user", content: "Hi" }];

async function start(route: Route) {
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/chat/completions": route,
  });
  onTestFinished(() => upstream.close());
  const baseUrl = `${upstream.url}/v1`;
  const { address } = await startGateway({
    config: {
      instances: [{ id: "lab", kind: "openai", baseUrl }],
      gateway: { requireKey: false },
    },
  });
  return (more: object) =>
    ask(`${address}/v1/chat/completions`, {
      body: { model: "lab:m", messages, n: 2, ...more },
    });
}

function chunk(index: number, text: string, finish: string | null): string {
  const choice = { index, delta: { content: text }, finish_reason: finish };
  return `data: ${JSON.stringify({ id: "c", choices: [choice] })}\n\n`;
}

/** The upstream's tail, in which only usage is waited for, is two seconds. */
test("a second choice that goes on after the first has ended is streamed to its end", async () => {
  const chat = await start((_request, response) => {
    void (async () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chunk(0, "one", "stop"));
      await sleep(100);
      response.write(chunk(1, "two", null));
      await sleep(2_200);
      response.end(`${chunk(1, "three", "stop")}data: [DONE]\n\n`);
    })();
  });
  const { text } = await chat({ stream: true });
  expect(text).toContain("three");
  expect(text.trimEnd().endsWith("[DONE]")).toBe(true);
});

test("choices and probabilities are never given again without the others", async () => {
  const message = { role: "assistant", content: "x" };
  const logprobs = { content: [{ token: "x", logprob: -0.5 }] };
  const choices = [0, 1].map((index) => {
    return { index, message, logprobs, finish_reason: "stop" };
  });
  const chat = await start((_request, response) =>
    sendJson(response, 200, { id: "c", object: "chat.completion", choices }),
  );
  for (let time = 0; time < 2; time += 1) {
    const reply = await chat({ temperature: 0, logprobs: true });
    expect(reply.json).toMatchObject({ choices });
    expect(reply.headers["x-cache"]).toBe("BYPASS");
  }
});
