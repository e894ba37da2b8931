import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { sceneKinds } from "#tests/support/upstream/scenes/scene-kind.ts";
import { startUpstreams } from "./contract/grid.ts";

async function start() {
  const { instances, upstreams, close } = await startUpstreams();
  onTestFinished(async () => void (await close()));
  const { address } = await startGateway({
    config: { instances, gateway: { requireKey: false } },
  });
  return { address, upstreams };
}

const schema = { type: "object", properties: {} };
/** The scene calls both. */
const names = ["get_tide", "get_wind"];
const responses = {
  path: "/v1/responses",
  body: {
    input: "Tides?",
    tools: names.map((name) => ({
      type: "function",
      name,
      parameters: schema,
    })),
    parallel_tool_calls: false,
  },
};
const messages = {
  path: "/v1/messages",
  body: {
    max_tokens: 99,
    messages: [{ role: "user", content: "Tides?" }],
    tools: names.map((name) => ({ name, input_schema: schema })),
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
  },
};

test.each(sceneKinds)(
  "who takes one call a turn is given the first, whatever the upstream can be told (%s)",
  async (kind) => {
    const { address } = await start();
    for (const { path, body } of [responses, messages])
      for (const stream of [false, true]) {
        const isForwarded = kind === "anthropic" && path === messages.path;
        const reply = await ask(address + path, {
          body: { ...body, model: `${kind}:tools`, stream },
        });
        expect([path, stream, reply.status]).toEqual([path, stream, 200]);
        expect(reply.text).toContain("get_tide");
        if (!stream) expect(reply.text).toContain("Brest");
        // Of its own dialect the upstream's words are passed on: it was asked itself.
        expect(reply.text.includes("get_wind")).toBe(isForwarded);
      }
  },
);

test("who takes several is given them all", async () => {
  const { address } = await start();
  const { parallel_tool_calls: _, ...body } = responses.body;
  const reply = await ask(address + responses.path, {
    body: { ...body, model: "gemini:tools" },
  });
  expect(reply.text).toContain("get_wind");
});

test.each(sceneKinds)(
  "a choice among no tools is not passed on: upstreams refuse it (%s)",
  async (kind) => {
    const { address, upstreams } = await start();
    const reply = await ask(`${address}/v1/responses`, {
      body: {
        model: `${kind}:text`,
        input: "Hi",
        tools: [],
        tool_choice: "auto",
        parallel_tool_calls: false,
      },
    });
    expect(reply.status).toBe(200);
    const sent = JSON.stringify(upstreams[kind].calls.at(-1)?.body);
    expect(sent).not.toMatch(/tool|functionCalling|parallel/);
  },
);
