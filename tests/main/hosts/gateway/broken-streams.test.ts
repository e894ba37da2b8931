import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { frame } from "#tests/support/upstream/dialect-frames.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";

const openAiUsage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
const said = { index: 0, delta: { content: "It is" } };

/** Streams that tell what they counted, and then that they failed. */
const streams = {
  anthropic: {
    dialect: "anthropic-messages",
    pieces: [
      {
        type: "message_start",
        message: {
          id: "msg_1",
          type: "message",
          role: "assistant",
          model: "m-0815",
          content: [],
          usage: { input_tokens: 7, output_tokens: 1 },
        },
      },
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "text", text: "" },
      },
      {
        type: "content_block_delta",
        index: 0,
        delta: { type: "text_delta", text: "It is" },
      },
      {
        type: "error",
        error: { type: "overloaded_error", message: "It broke." },
      },
    ],
  },
  gemini: {
    dialect: "gemini",
    pieces: [
      {
        candidates: [
          { index: 0, content: { role: "model", parts: [{ text: "It is" }] } },
        ],
        usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2 },
        modelVersion: "m-0815",
      },
      { error: { code: 503, status: "UNAVAILABLE", message: "It broke." } },
    ],
  },
  openai: {
    dialect: "openai-chat",
    pieces: [
      { id: "c", model: "m-0815", choices: [said], usage: openAiUsage },
      { error: { code: 502, message: "It broke." } },
    ],
  },
} as const;

type Kind = keyof typeof streams;

const messages = [{ role: "user", content: "Tides?" }];
const calls = {
  chat: { path: "/v1/chat/completions", body: { messages } },
  completions: { path: "/v1/completions", body: { prompt: "Tides?" } },
  responses: { path: "/v1/responses", body: { input: "Tides?" } },
  messages: { path: "/v1/messages", body: { messages, max_tokens: 9 } },
} as const;

async function start(kind: Kind) {
  const { dialect, pieces } = streams[kind];
  const text = pieces.map((piece) => frame(dialect, piece)).join("");
  const paths = [
    "/v1/chat/completions",
    "/v1/messages",
    "/v1beta/models/m:streamGenerateContent",
  ];
  const upstream = await startDialectUpstream(
    dialect,
    Object.fromEntries(
      paths.map((path) => [
        `POST ${path}`,
        (_request, response) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          response.end(text);
        },
      ]),
    ),
  );
  onTestFinished(() => upstream.close());
  const baseUrl = kind === "openai" ? `${upstream.url}/v1` : upstream.url;
  const { address } = await startGateway({
    config: {
      instances: [{ id: "lab", kind, baseUrl }],
      gateway: { requireKey: false },
    },
  });
  const streamed = async (path: string, body: object) => {
    const reply = await ask(`${address}${path}`, {
      body,
    });
    expect(reply.status).toBe(200);
    return reply.text
      .split("\n")
      .filter((line) => line.startsWith("data: {"))
      .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
  };
  const google = () => {
    const contents = [{ role: "user", parts: [{ text: "Tides?" }] }];
    const path = "/v1beta/models/lab:m:streamGenerateContent?alt=sse";
    return streamed(path, { contents });
  };
  const ofCall = (name: keyof typeof calls) => {
    const { path, body } = calls[name];
    return streamed(path, { model: "lab:m", stream: true, ...body });
  };
  return { ofCall, google };
}

test.each([
  ["anthropic", "messages"],
  ["openai", "chat"],
] as const)(
  "%s: an error in mid-stream is told once where its dialect is the caller's own",
  async (kind, name) => {
    const { ofCall } = await start(kind);
    const pieces = await ofCall(name);
    expect(JSON.stringify(pieces)).toContain("It is");
    const errors = pieces.filter(({ error }) => error !== undefined);
    expect(errors).toHaveLength(1);
    expect(pieces.at(-1)).toEqual(errors[0]);
  },
);

test("gemini: an error in mid-stream is told once where its dialect is the caller's own", async () => {
  const { google } = await start("gemini");
  const pieces = await google();
  expect(pieces.map(({ error }) => error !== undefined)).toEqual([false, true]);
});

test.each(["anthropic", "gemini", "openai"] as const)(
  "%s: who speaks another dialect is told of it once as well",
  async (kind) => {
    const { ofCall, google } = await start(kind);
    const all = await Promise.all([
      ofCall("chat"),
      ofCall("completions"),
      ofCall("messages"),
      google(),
    ]);
    for (const pieces of all)
      expect(
        pieces.filter(({ error }) => error !== undefined),
        JSON.stringify(pieces),
      ).toHaveLength(1);
    const responses = await ofCall("responses");
    const failures = responses.filter(({ type }) => type === "response.failed");
    expect(failures).toHaveLength(1);
  },
);

test("an error of the old completions has their shape", async () => {
  const { ofCall } = await start("openai");
  const pieces = await ofCall("completions");
  expect(pieces.map(({ object }) => object)).toEqual([
    "text_completion",
    "text_completion",
  ]);
  expect(pieces.at(-1)).toMatchObject({
    model: "lab:m",
    error: { message: expect.stringContaining("It broke.") as unknown },
  });
});
