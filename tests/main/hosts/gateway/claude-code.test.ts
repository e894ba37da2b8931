import { expect, onTestFinished, test } from "vitest";
import { claudeCodeRequest } from "#tests/support/claude-code.ts";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { heard } from "#tests/support/upstream/scenes/heard.ts";
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
  const post = (body: object) =>
    ask(`${address}/v1/messages?beta=true`, { body });
  const last = (kind: SceneKind) => {
    const call = upstreams[kind].calls.at(-1);
    if (call === undefined) throw new Error("Nobody was asked.");
    return call;
  };
  return { post, last };
}

const others = sceneKinds.filter((kind) => kind !== "anthropic");

test.each(others)("Claude Code works with any upstream (%s)", async (kind) => {
  const { post, last } = await start();
  const budget = { type: "enabled", budget_tokens: 31_999 };
  for (const more of [{}, { stream: false }, { thinking: budget }]) {
    const model = `${kind}:tools`;
    const reply = await post(claudeCodeRequest({ model, ...more }));
    expect([more, reply.status]).toEqual([more, 200]);
    expect(reply.text).toContain('"tool_use"');
    const { said, tools } = heard(kind, last(kind));
    expect(tools).toEqual(["Bash", "get_tide"]);
    for (const one of [
      "You are Claude Code.",
      "<system-reminder>Today.</system-reminder>",
      "Fix it.",
      "system: The workspace is /src.",
      "assistant: Looking.",
      'call Bash {"command":"ls"}',
      "result Bash: a.ts",
      "system: Be quick.",
    ])
      expect(said.join("\n")).toContain(one);
    const sent = JSON.stringify(last(kind).body);
    expect(sent).not.toMatch(
      /context_management|eager_input|defer_loading|clear_at|diagnostics|user_id/,
    );
  }
});

test("Anthropic is told all of it, word for word", async () => {
  const { post, last } = await start();
  const asked = claudeCodeRequest({ model: "anthropic:tools" });
  expect((await post(asked)).status).toBe(200);
  expect(last("anthropic").body).toEqual({ ...asked, model: "tools" });
});

/** As its tool Read gives a picture back, between what other results and the user say. */
function afterLooking(model: string): object {
  const asked = claudeCodeRequest({ model }) as { messages: object[] };
  const source = { type: "base64", media_type: "image/png", data: "iVBORw0K" };
  const read = {
    type: "tool_use",
    id: "toolu_02",
    name: "Read",
    input: { file_path: "/src/a.png" },
  };
  const given = {
    tool_use_id: "toolu_02",
    type: "tool_result",
    content: [{ type: "image", source }],
    cache_control: { type: "ephemeral" },
  };
  const messages = [
    ...asked.messages,
    { role: "assistant", content: [read] },
    { role: "user", content: [given] },
  ];
  return { ...asked, messages };
}

test.each(sceneKinds)(
  "a picture that Claude Code has read is shown to any upstream (%s)",
  async (kind) => {
    const { post, last } = await start();
    expect((await post(afterLooking(`${kind}:text`))).status).toBe(200);
    expect(JSON.stringify(last(kind).body)).toContain("iVBORw0K");
    // OpenAI and who imitates it refuse a tool's message that holds one.
    const { said } = heard(kind, last(kind));
    if (kind === "openai")
      expect(said.slice(-3)).toEqual([
        "result Read: The image is in the message that follows.",
        "user: What toolu_02 gave:",
        "user image iVBORw0K",
      ]);
  },
);

test("Claude's own search, which no other can run, is refused by what it is", async () => {
  const { post } = await start();
  const search = {
    type: "web_search_20250305",
    name: "web_search",
    max_uses: 8,
  };
  const { status, json } = await post({
    model: "openai:text",
    max_tokens: 32_000,
    messages: [{ role: "user", content: "Perform a web search: tide" }],
    tools: [search],
    tool_choice: { type: "tool", name: "web_search" },
  });
  expect(status).toBe(400);
  expect(json).toMatchObject({
    error: {
      message: expect.stringMatching(
        /^`tools\[0\]\.type`: "web_search_20250305" /,
      ) as string,
    },
  });
});
