import { expect, onTestFinished, test } from "vitest";
import { asking, providerOf, replyTo } from "#tests/support/provider-calls.ts";
import { frame } from "#tests/support/upstream/dialect-frames.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";

const args = { port: "Brest" };
const called = { name: "get_tide", arguments: JSON.stringify(args) };
const gemini = { functionCall: { name: "get_tide", args } };

/** Two calls without ids in a reply without one, or with the same one each time. */
const streams = {
  "gemini, always the same": {
    dialect: "gemini",
    path: "/v1beta/models/m:streamGenerateContent",
    pieces: [
      {
        responseId: "always",
        candidates: [
          {
            content: { role: "model", parts: [gemini, gemini] },
            finishReason: "STOP",
          },
        ],
      },
    ],
  },
  "openai, always the same": {
    dialect: "openai-chat",
    path: "/v1/chat/completions",
    pieces: [
      {
        id: "chatcmpl-0",
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [0, 1].map((index) => ({ index, function: called })),
            },
            finish_reason: "tool_calls",
          },
        ],
      },
      { done: true },
    ],
  },
  "ollama, its clock stopped": {
    dialect: "ollama",
    path: "/api/chat",
    pieces: [
      {
        created_at: "1970-01-01T00:00:00Z",
        message: {
          role: "assistant",
          content: "",
          tool_calls: [1, 2].map(() => {
            return { function: { name: "get_tide", arguments: args } };
          }),
        },
        done: true,
      },
    ],
  },
  gemini: {
    dialect: "gemini",
    path: "/v1beta/models/m:streamGenerateContent",
    pieces: [
      {
        candidates: [
          {
            content: { role: "model", parts: [gemini, gemini] },
            finishReason: "STOP",
          },
        ],
      },
    ],
  },
  openai: {
    dialect: "openai-chat",
    path: "/v1/chat/completions",
    pieces: [
      {
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [0, 1].map((index) => ({ index, function: called })),
            },
            finish_reason: "tool_calls",
          },
        ],
      },
      { done: true },
    ],
  },
  anthropic: {
    dialect: "anthropic-messages",
    path: "/v1/messages",
    pieces: [
      { type: "message_start", message: {} },
      ...[0, 1].map((index) => ({
        type: "content_block_start",
        index,
        content_block: { type: "tool_use", name: "get_tide", input: args },
      })),
      { type: "message_delta", delta: { stop_reason: "tool_use" } },
      { type: "message_stop" },
    ],
  },
  ollama: {
    dialect: "ollama",
    path: "/api/chat",
    pieces: [
      {
        message: {
          role: "assistant",
          content: "",
          tool_calls: [1, 2].map(() => {
            return { function: { name: "get_tide", arguments: args } };
          }),
        },
        done: true,
      },
    ],
  },
} as const;

const kinds = {
  gemini: "gemini",
  "openai-chat": "openai",
  "anthropic-messages": "anthropic",
  ollama: "ollama",
} as const;

test.each(Object.keys(streams) as (keyof typeof streams)[])(
  "%s: calls without ids get others in every turn: a client tells results apart by them",
  async (name) => {
    const { dialect, path, pieces } = streams[name];
    const kind = kinds[dialect];
    const text = pieces.map((piece) => frame(dialect, piece)).join("");
    const upstream = await startDialectUpstream(dialect, {
      [`POST ${path}`]: (_request, response) => {
        const type =
          dialect === "ollama" ? "application/x-ndjson" : "text/event-stream";
        response.writeHead(200, { "content-type": type });
        response.end(text);
      },
    });
    onTestFinished(() => upstream.close());
    const baseUrl = kind === "openai" ? `${upstream.url}/v1` : upstream.url;
    const provider = providerOf({ kind, baseUrl });
    onTestFinished(() => provider.dispose());
    const turn = async () => {
      const { reply } = await replyTo(provider, { request: asking("m") });
      return reply.parts.flatMap((part) =>
        part.type === "tool-call" ? [part.id] : [],
      );
    };
    const ids = [...(await turn()), ...(await turn())];
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    // OpenAI takes no longer ones back, and Anthropic no others.
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
  },
);
