import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

/** A whole reply with fields that no reader of ours knows, at the top and within. */
const kinds = [
  {
    kind: "gemini",
    dialect: "gemini",
    upstreamPath: "/v1beta/models/some-model:generateContent",
    path: "/v1beta/models/lab:some-model:generateContent",
    body: { contents: [{ role: "user", parts: [{ text: "Hi" }] }] },
    nameOfModel: "modelVersion",
    reply: {
      candidates: [
        {
          content: {
            role: "model",
            parts: [{ text: "Hello", later: { a: 1 } }],
          },
          finishReason: "STOP",
          avgLogprobs: -0.25,
          groundingMetadata: { webSearchQueries: ["x"] },
        },
      ],
      usageMetadata: {
        promptTokenCount: 2,
        candidatesTokenCount: 1,
        totalTokenCount: 3,
        serviceTier: "standard",
      },
      responseId: "abc",
      unheardOf: [{ deep: null }],
    },
  },
  {
    kind: "anthropic",
    dialect: "anthropic-messages",
    upstreamPath: "/v1/messages",
    path: "/v1/messages",
    body: {
      model: "lab:some-model",
      max_tokens: 9,
      messages: [{ role: "user", content: "Hi" }],
    },
    nameOfModel: "model",
    reply: {
      id: "msg_upstream",
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "Hello", citations: null, later: 1 }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 2, output_tokens: 1, service_tier: "standard" },
      container: null,
      unheardOf: [{ deep: null }],
    },
  },
] as const;

test.each(kinds)(
  "$kind: a whole reply of the same dialect loses nothing",
  async ({ kind, dialect, upstreamPath, reply, nameOfModel, path, body }) => {
    const answer: Route = (_request, response) =>
      sendJson(response, 200, { ...reply, [nameOfModel]: "some-model-0815" });
    const route = `POST ${upstreamPath}`;
    const upstream = await startDialectUpstream(dialect, { [route]: answer });
    onTestFinished(() => upstream.close());
    const { address } = await startGateway({
      config: {
        instances: [{ id: "lab", kind, baseUrl: upstream.url }],
        gateway: { requireKey: false },
      },
    });
    const got = await ask(address + path, { body });
    expect(got.status).toBe(200);
    expect(got.json).toEqual({ ...reply, [nameOfModel]: "lab:some-model" });
  },
);
