import { describe, expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";

/** Kinds that tell their reasoning in any case, and a recorded stream of each. */
const kinds = [
  { kind: "openai", dialect: "openai-chat", model: "reasoning" },
  { kind: "anthropic", dialect: "anthropic-messages", model: "thinking-tools" },
  { kind: "ollama", dialect: "ollama", model: "thinking-tools" },
] as const;

const messages = [{ role: "user", content: "Hi" }];
const chat = (stream: boolean, exclude: boolean) => ({
  path: "/v1/chat/completions",
  body: { messages, stream, reasoning: { exclude } },
});
const gemini = (method: string, exclude: boolean) => ({
  path: method,
  body: {
    contents: [{ role: "user", parts: [{ text: "Hi" }] }],
    generationConfig: { thinkingConfig: { includeThoughts: !exclude } },
  },
});

const clients = {
  "openai-chat, streamed": (exclude: boolean) => chat(true, exclude),
  "openai-chat, whole": (exclude: boolean) => chat(false, exclude),
  "gemini, streamed": (exclude: boolean) =>
    gemini("streamGenerateContent?alt=sse", exclude),
  "gemini, whole": (exclude: boolean) => gemini("generateContent", exclude),
};

describe.each(kinds)(
  "an upstream of kind $kind",
  ({ kind, dialect, model }) => {
    test.each(Object.entries(clients))(
      "serves %s its answer without the reasoning where that is asked for",
      async (_name, request) => {
        const upstream = await startDialectUpstream(dialect);
        onTestFinished(() => upstream.close());
        const baseUrl = kind === "openai" ? `${upstream.url}/v1` : upstream.url;
        const { address } = await startGateway({
          config: {
            instances: [{ id: "lab", kind, baseUrl }],
            gateway: { requireKey: false },
          },
        });
        const said = async (exclude: boolean) => {
          const { path, body } = request(exclude);
          const isChat = path.startsWith("/");
          const got = await ask(
            isChat
              ? address + path
              : `${address}/v1beta/models/lab:${model}:${path}`,
            { body: isChat ? { ...body, model: `lab:${model}` } : body },
          );
          expect(got.status).toBe(200);
          return got.text;
        };
        const thought = /"(?:reasoning|reasoning_content|thinking|thought)":/;
        const hidden = await said(true);
        expect(hidden).not.toMatch(thought);
        expect(hidden).toMatch(/finish_?reason/i);
        expect(await said(false)).toMatch(thought);
      },
    );
  },
);
