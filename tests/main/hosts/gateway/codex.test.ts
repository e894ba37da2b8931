import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import {
  codexLiteRequest,
  codexRequest,
  codexTitleRequest,
} from "#tests/support/codex.ts";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { heard } from "#tests/support/upstream/scenes/heard.ts";
import { codexPatch } from "#tests/support/upstream/scenes/scene.ts";
import {
  sceneKinds,
  type SceneKind,
} from "#tests/support/upstream/scenes/scene-kind.ts";
import { startUpstreams } from "./contract/grid.ts";

async function start() {
  const { instances, upstreams, close } = await startUpstreams();
  onTestFinished(async () => void (await close()));
  const { address } = await startGateway({
    config: { instances, gateway: { requireKey: false } },
  });
  const post = (body: object) => ask(`${address}/v1/responses`, { body });
  const told = (kind: SceneKind) => {
    const call = upstreams[kind].calls.at(-1);
    if (call === undefined) throw new Error("Nobody was asked.");
    return { ...heard(kind, call), body: JSON.stringify(call.body) };
  };
  return { address, post, told };
}

interface Frame {
  readonly type: string;
  readonly delta?: string;
  readonly item?: Item;
  readonly response?: { readonly output: readonly Item[] };
}
type Item = Readonly<Record<string, unknown>>;

function framesOf(text: string): readonly Frame[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)) as Frame);
}

/** What Codex reads: the items that are done. */
function done(text: string): readonly Item[] {
  return framesOf(text).flatMap(({ type, item }) =>
    type === "response.output_item.done" && item ? [item] : [],
  );
}

/** Calls without what no two replies share. */
function calls(items: readonly Item[]): readonly Item[] {
  return items.flatMap(({ id: _, call_id: _call, ...item }) =>
    item["type"] === "message" ? [] : [item],
  );
}

/** All items of a reply go back as they came; then what the tools gave. */
function goneOn(items: readonly Item[]): readonly object[] {
  const outputs = items.flatMap((item) => {
    const type = `${String(item["type"])}_output`;
    return item["type"] === "message"
      ? []
      : [{ type, call_id: item["call_id"], output: "done" }];
  });
  return [...items, ...outputs];
}

const wanted = [
  {
    type: "function_call",
    status: "completed",
    name: "exec_command",
    arguments: '{"cmd":"ls"}',
  },
  {
    type: "custom_tool_call",
    status: "completed",
    name: "apply_patch",
    input: codexPatch,
  },
  {
    type: "function_call",
    status: "completed",
    name: "list_orders",
    namespace: "mcp__crm",
    arguments: '{"customer":"c1"}',
  },
];

test.each(sceneKinds)(
  "Codex works with any upstream: its tools arrive as functions, their calls come back as its own (%s)",
  async (kind) => {
    const { post, told } = await start();
    const asked = { model: `${kind}:codex` };
    const streamed = await post(codexRequest(asked, true));
    expect(streamed.status).toBe(200);
    expect(told(kind).tools).toEqual([
      "exec_command",
      "write_stdin",
      "update_plan",
      "apply_patch",
      "view_image",
      "mcp__crm__list_orders",
      "mcp__crm__cancel_order",
    ]);
    expect(told(kind).body).toContain("begin_patch hunk+ end_patch");
    const items = done(streamed.text);
    expect(calls(items)).toEqual(wanted);
    const frames = framesOf(streamed.text);
    expect(
      frames
        .filter(({ type }) => type === "response.custom_tool_call_input.delta")
        .map(({ delta }) => delta)
        .join(""),
    ).toBe(codexPatch);
    expect(frames.at(-1)).toMatchObject({
      type: "response.completed",
      response: { output: items },
    });

    const whole = await post(codexRequest({ ...asked, stream: false }, true));
    const { output } = whole.json as { output: readonly Item[] };
    expect(calls(output)).toEqual(wanted);

    const next = { model: `${kind}:text`, history: goneOn(items) };
    expect((await post(codexRequest(next, true))).status).toBe(200);
    const { said } = told(kind);
    expect(said.slice(said.indexOf("assistant: On it."))).toEqual([
      "assistant: On it.",
      'call exec_command {"cmd":"ls"}',
      `call apply_patch ${JSON.stringify({ input: codexPatch })}`,
      'call mcp__crm__list_orders {"customer":"c1"}',
      "result exec_command: done",
      "result apply_patch: done",
      "result mcp__crm__list_orders: done",
    ]);
  },
);

test.each(sceneKinds)(
  "a model that Codex does not know is told nothing it could stumble over (%s)",
  async (kind) => {
    const { post, told } = await start();
    const reply = await post(codexRequest({ model: `${kind}:codex` }, false));
    expect(reply.status).toBe(200);
    // It takes one call a turn.
    expect(calls(done(reply.text))).toEqual(wanted.slice(0, 1));
    expect(told(kind).body).not.toMatch(
      /client_metadata|prompt_cache_key|encrypted_content|namespace|"custom"/,
    );
    const title = await post(codexTitleRequest(`${kind}:structured`));
    expect(title.status).toBe(200);
    expect(told(kind).schema).toMatchObject({ required: ["title"] });
  },
);

test.each(sceneKinds)(
  "tools that Codex adds to the input are tools as well (%s)",
  async (kind) => {
    const { post, told } = await start();
    const asked = { model: `${kind}:codex-lite` };
    const body = { ...codexLiteRequest(asked), parallel_tool_calls: true };
    const reply = await post(body);
    expect(reply.status).toBe(200);
    expect(told(kind).tools).toEqual([
      "exec",
      "wait",
      "collaboration__spawn_agent",
      "collaboration__wait_agent",
    ]);
    expect(told(kind).said).toContain("system: You are a coding agent.");
    const items = done(reply.text);
    expect(calls(items)).toEqual([
      {
        type: "custom_tool_call",
        status: "completed",
        name: "exec",
        namespace: "functions",
        input: 'text("é 🙂")\n',
      },
      {
        type: "function_call",
        status: "completed",
        name: "spawn_agent",
        namespace: "collaboration",
        arguments: '{"message":"Look."}',
      },
    ]);
    const next = { model: `${kind}:text`, history: goneOn(items) };
    expect((await post(codexLiteRequest(next))).status).toBe(200);
    expect(told(kind).said).toContain("result exec: done");
  },
);

test("OpenAI's own client puts a streamed freeform call together", async () => {
  const { address } = await start();
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: "any" });
  const { stream: _, ...asked } = codexRequest(
    { model: "gemini:codex" },
    true,
  ) as OpenAI.Responses.ResponseCreateParamsStreaming;
  const reply = await client.responses.stream(asked).finalResponse();
  expect(
    reply.output.flatMap((item) =>
      item.type === "custom_tool_call" ? [[item.name, item.input]] : [],
    ),
  ).toEqual([["apply_patch", codexPatch]]);
});

test("a search that only OpenAI could run is refused by its name before anybody is asked", async () => {
  const { post } = await start();
  const asked = codexRequest({ model: "openai:text" }, true) as {
    readonly tools: readonly object[];
  };
  const search = { type: "web_search", external_web_access: false };
  const reply = await post({ ...asked, tools: [...asked.tools, search] });
  expect(reply.status).toBe(400);
  expect(reply.json).toMatchObject({
    error: {
      param: "tools[6].type",
      message: expect.stringMatching(
        /^`tools\[6\]\.type`: "web_search" /,
      ) as string,
    },
  });
});
