import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { DialectChoice } from "#main/adapters/http/dialect-choice.ts";
import { rowOfKind } from "#main/adapters/http/kinds.ts";
import { KnownFacts } from "#main/adapters/http/known-facts.ts";
import type { HttpChatProviderOptions } from "#main/adapters/http/provider.ts";
import type { UpstreamClient } from "#main/adapters/http/upstream-client.ts";
import type { DialectName } from "#main/dialects/dialect.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { remoteKindSchema } from "#shared/models/instance.ts";
import {
  asking,
  providerOf,
  replyTo,
  testKey,
  textOf,
} from "#tests/support/provider-calls.ts";
import type { SimulatedDialect } from "#tests/support/upstream/dialect-frames.ts";
import {
  startDialectUpstream,
  type DialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

const signal = new AbortController().signal;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function start(
  dialect: SimulatedDialect,
  routes: Readonly<Record<string, Route>> = {},
): Promise<DialectUpstream> {
  const upstream = await startDialectUpstream(dialect, routes);
  open.push(() => upstream.close());
  return upstream;
}

function connect(
  options: Pick<HttpChatProviderOptions, "kind" | "baseUrl"> &
    Partial<HttpChatProviderOptions>,
): ChatProvider {
  const provider = providerOf(options);
  open.push(() => provider.dispose());
  return provider;
}

const json =
  (body: unknown): Route =>
  (_, response) =>
    sendJson(response, 200, body);

describe("anthropic", () => {
  it.each(["", "/v1", "/v1/"])(
    "address ending in %j: same path, its own key and version headers",
    async (end) => {
      const upstream = await start("anthropic-messages");
      const provider = connect({
        kind: "anthropic",
        baseUrl: upstream.url + end,
      });
      await replyTo(provider, { request: asking("plain") });
      const [sent] = upstream.requests;
      expect(sent?.path).toBe("/v1/messages");
      expect(sent?.headers).toMatchObject({
        "x-api-key": testKey,
        "anthropic-version": "2023-06-01",
      });
      expect(sent?.headers.authorization).toBeUndefined();
    },
  );

  it("reads every page of the list, abilities included", async () => {
    const upstream = await start("anthropic-messages", {
      "GET /v1/models": ({ query }, response) =>
        sendJson(
          response,
          200,
          query.includes("after_id=claude-a")
            ? {
                data: [{ type: "model", id: "claude-b" }],
                has_more: false,
                last_id: "claude-b",
              }
            : {
                data: [
                  {
                    type: "model",
                    id: "claude-a",
                    display_name: "Claude A",
                    created_at: "2026-02-04T00:00:00Z",
                    max_input_tokens: 200_000,
                    max_tokens: 64_000,
                    capabilities: {
                      image_input: { supported: true },
                      pdf_input: { supported: false },
                      thinking: { supported: true },
                    },
                  },
                ],
                has_more: true,
                last_id: "claude-a",
              },
        ),
    });
    const provider = connect({ kind: "anthropic", baseUrl: upstream.url });
    expect(await provider.listModels(signal)).toMatchObject([
      {
        ref: "sim:claude-a",
        name: "Claude A",
        created: 1_770_163_200,
        contextLength: 200_000,
        maxOutputTokens: 64_000,
        inputModalities: ["text", "image"],
        supportedParameters: expect.arrayContaining(["reasoning", "tools"]),
      },
      { ref: "sim:claude-b", inputModalities: ["text", "image", "file"] },
    ]);
    expect(provider.embed).toBeUndefined();
  });

  it.each([
    ["claude-3-7-sonnet-latest", { type: "enabled" }],
    ["claude-sonnet-4-5-20250929", { type: "enabled" }],
    ["claude-sonnet-4-20250514", { type: "enabled" }],
    ["claude-opus-4-6", { type: "adaptive" }],
  ])("%s thinks in the way it knows", async (model, thinking) => {
    const upstream = await start("anthropic-messages");
    const provider = connect({ kind: "anthropic", baseUrl: upstream.url });
    const parameters = { reasoning: { effort: "high" as const } };
    await replyTo(provider, { request: asking(model, { parameters }) });
    expect(upstream.requests[0]?.body).toMatchObject({ thinking });
  });
});

describe("gemini", () => {
  it.each(["", "/v1beta", "/v1"])(
    "address ending in %j: streams by SSE with its own key header",
    async (end) => {
      const upstream = await start("gemini");
      const provider = connect({ kind: "gemini", baseUrl: upstream.url + end });
      const { reply } = await replyTo(provider, { request: asking("plain") });
      expect(textOf(reply)).toContain("05:12");
      const [sent] = upstream.requests;
      expect(sent?.path).toBe("/v1beta/models/plain:streamGenerateContent");
      expect(sent?.query).toBe("alt=sse");
      expect(sent?.headers["x-goog-api-key"]).toBe(testKey);
    },
  );

  it("lists what chats or embeds, page by page", async () => {
    const upstream = await start("gemini", {
      "GET /v1beta/models": ({ query }, response) =>
        sendJson(
          response,
          200,
          query.includes("pageToken=two")
            ? {
                models: [
                  {
                    name: "models/gemini-embedding-001",
                    inputTokenLimit: 2048,
                    supportedGenerationMethods: ["embedContent"],
                  },
                  {
                    name: "models/veo-3",
                    supportedGenerationMethods: ["predictLongRunning"],
                  },
                ],
              }
            : {
                models: [
                  {
                    name: "models/gemini-2.5-pro",
                    displayName: "Gemini 2.5 Pro",
                    inputTokenLimit: 1_048_576,
                    outputTokenLimit: 65_536,
                    thinking: true,
                    supportedGenerationMethods: ["generateContent"],
                  },
                ],
                nextPageToken: "two",
              },
        ),
    });
    const provider = connect({ kind: "gemini", baseUrl: upstream.url });
    expect(await provider.listModels(signal)).toMatchObject([
      {
        id: "gemini-2.5-pro",
        name: "Gemini 2.5 Pro",
        contextLength: 1_048_576,
        maxOutputTokens: 65_536,
        supportedParameters: expect.arrayContaining(["reasoning"]),
      },
      {
        id: "gemini-embedding-001",
        contextLength: 2048,
        outputModalities: [],
      },
    ]);
  });
});

describe("a server that imitates OpenAI", () => {
  /** What bounds the reply, as it is told. */
  async function boundOf(model: string): Promise<object> {
    const upstream = await start("openai-chat");
    const baseUrl = `${upstream.url}/v1`;
    const provider = connect({ kind: "openai", baseUrl });
    const request = asking(model, { parameters: { maxTokens: 7 } });
    await replyTo(provider, { request });
    const body = upstream.requests[0]?.body ?? {};
    const { max_tokens, max_completion_tokens }: Record<string, unknown> = {
      ...body,
    };
    return { max_tokens, max_completion_tokens };
  }

  it.each([
    ...["o1", "o1-preview-2024-09-12", "o3", "o3-mini", "o4-mini", "O5-pro"],
    ...["gpt-5", "gpt-5-mini", "gpt-5.4", "gpt-6-2027-01-01", "gpt5-nano"],
    ...["openai/gpt-5", "vendor/o3-mini", "a/b/openai/GPT-5.2-codex"],
    ...["openai:gpt-5", "ft:o4-mini-2025-04-16:acme::abc", "openai/o3:free"],
  ])(
    "passes OpenAI's newer name on with its reasoning models: %s",
    async (model) => {
      expect(await boundOf(model)).toEqual({ max_completion_tokens: 7 });
    },
  );

  it.each([
    ...[
      "gpt-4o",
      "gpt-4.1-mini",
      "gpt-35-turbo",
      "gpt-3.5-turbo",
      "gpt-oss-20b",
    ],
    ...["openai/gpt-4o", "openai/gpt-oss-120b", "olmo-3", "o3x", "marco-o1"],
    ...["AIDC-AI/Marco-o1", "qwen3:14b", "deepseek-r1", "gpt-20b", "my-gpt-5"],
    ...["claude-sonnet-5", "gpt-5x", "o100", "o0"],
  ])("keeps to the name that it knows with any other: %s", async (model) => {
    expect(await boundOf(model)).toEqual({ max_tokens: 7 });
  });
});

describe("ollama", () => {
  const tags = {
    models: [
      {
        model: "qwen3:14b",
        details: { family: "qwen3" },
      },
      { model: "glm:cloud", remote_host: "https://ollama.com" },
    ],
  };
  const shown = {
    capabilities: ["completion", "tools", "thinking"],
    details: {
      family: "qwen3",
      parameter_size: "14.8B",
      quantization_level: "Q4_K_M",
    },
    model_info: {
      "general.architecture": "qwen3",
      "qwen3.context_length": 40_960,
    },
  };
  const routes: Readonly<Record<string, Route>> = {
    "GET /api/tags": json(tags),
    "POST /api/show": (request, response) =>
      (request.body as { model: string }).model === "qwen3:14b"
        ? sendJson(response, 200, shown)
        : sendJson(response, 500, { error: "broken file" }),
  };

  it("lists with context, abilities and quantization; a broken one hides no other", async () => {
    const upstream = await start("ollama", routes);
    const provider = connect({ kind: "ollama", baseUrl: `${upstream.url}/v1` });
    expect(await provider.listModels(signal)).toMatchObject([
      {
        id: "qwen3:14b",
        description: "qwen3, 14.8B, Q4_K_M",
        contextLength: 40_960,
        local: true,
        supportedParameters: expect.arrayContaining(["tools", "reasoning"]),
      },
      { id: "glm:cloud", local: false },
    ]);
  });

  it("asks for enough context, never less than before and no more than there is", async () => {
    const upstream = await start("ollama", {
      ...routes,
      "POST /api/chat": json({ model: "m", done: true, message: {} }),
    });
    const provider = connect({ kind: "ollama", baseUrl: upstream.url });
    await provider.listModels(signal);
    const sizes: unknown[] = [];
    for (const length of [10, 60_000, 10, 600_000]) {
      const parts = [{ type: "text" as const, text: "w".repeat(length) }];
      const request = asking("qwen3:14b", {
        messages: [{ role: "user", parts }],
      });
      await replyTo(provider, { request });
      const body = upstream.requests.at(-1)?.body as {
        options: { num_ctx: number };
        truncate: boolean;
      };
      expect(body.truncate).toBe(false);
      sizes.push(body.options.num_ctx);
    }
    expect(sizes).toEqual([8192, 32_768, 32_768, 40_960]);
  });
});

it("a model is not known by what every object has", async () => {
  const upstream = await start("ollama", {
    "POST /api/chat": json({ done: true, message: {} }),
  });
  const provider = connect({ kind: "ollama", baseUrl: upstream.url });
  const parameters = { reasoning: { effort: "high" as const } };
  const sent = async (model: string): Promise<unknown> => {
    await replyTo(provider, { request: asking(model, { parameters }) });
    return { ...(upstream.requests.at(-1)?.body as object), model: "it" };
  };
  const usual = await sent("unheard-of");
  for (const model of ["constructor", "toString", "__proto__"])
    expect(await sent(model)).toEqual(usual);
});

describe("ollama's thinking", () => {
  const able: Readonly<Record<string, readonly string[]>> = {
    "qwen3:latest": ["completion", "thinking"],
    "gemma:2b": ["completion"],
  };
  const routes: Readonly<Record<string, Route>> = {
    "GET /api/tags": json({
      models: Object.keys(able).map((model) => ({ model })),
    }),
    "POST /api/show": ({ body }, response) => {
      const { model } = body as { model: string };
      sendJson(response, 200, { capabilities: able[model] });
    },
    "POST /api/chat": ({ body }, response) => {
      const { model, think = false } = body as {
        model: string;
        think?: unknown;
      };
      const abilities = able[model] ?? able[`${model}:latest`];
      if (think !== false && !abilities?.includes("thinking"))
        return sendJson(response, 400, {
          error: `"${model}" does not support thinking`,
        });
      sendJson(response, 200, { model, done: true, message: {} });
    },
  };
  const asked = (model: string, dialect?: string) =>
    asking(model, {
      parameters: { reasoning: { effort: "xhigh" } },
      ...(dialect && { dialect }),
    });

  it("an effort that a client names to any model reaches those that can think", async () => {
    const upstream = await start("ollama", routes);
    const provider = connect({ kind: "ollama", baseUrl: upstream.url });
    const thinkOf = async (model: string, dialect?: string) => {
      const { events } = await replyTo(provider, {
        request: asked(model, dialect),
      });
      const { think } = (upstream.requests.at(-1)?.body ?? {}) as {
        think?: unknown;
      };
      return [think, events.at(-1)?.event.type];
    };
    // Before anybody knows, Ollama decides: it lets those think that can.
    expect(await thinkOf("gemma:2b", "openai-responses")).toEqual([
      undefined,
      "finish",
    ]);
    await provider.listModels(signal);
    expect(await thinkOf("gemma:2b", "anthropic-messages")).toEqual([
      undefined,
      "finish",
    ]);
    for (const name of ["qwen3", "qwen3:latest"])
      expect(await thinkOf(name, "anthropic-messages")).toEqual([
        "high",
        "finish",
      ]);
    // Whoever asked this very model for it is told that it cannot.
    expect(await thinkOf("gemma:2b")).toEqual(["high", "error"]);
  });
});

describe("azure", () => {
  it("a query of the address goes along with every path", async () => {
    const base = "/openai/deployments/mine";
    const upstream = await start("openai-chat", {
      [`POST ${base}/chat/completions`]: json({ choices: [] }),
    });
    const provider = connect({
      kind: "openai",
      baseUrl: `${upstream.url}${base}?api-version=2024-10-21`,
    });
    await replyTo(provider, { request: asking("mine") });
    expect(upstream.requests[0]).toMatchObject({
      path: `${base}/chat/completions`,
      query: "api-version=2024-10-21",
    });
  });
});

describe("a whole reply", () => {
  const wholes = [
    [
      "openai",
      "/v1",
      "openai-chat",
      "POST /v1/chat/completions",
      {
        choices: [
          { index: 0, finish_reason: "stop", message: { content: "Whole." } },
        ],
        novel: { kept: 1 },
      },
    ],
    [
      "anthropic",
      "",
      "anthropic-messages",
      "POST /v1/messages",
      {
        type: "message",
        content: [{ type: "text", text: "Whole." }],
        stop_reason: "end_turn",
        novel: { kept: 1 },
      },
    ],
    [
      "gemini",
      "",
      "gemini",
      "POST /v1beta/models/m:generateContent",
      {
        candidates: [
          { content: { parts: [{ text: "Whole." }] }, finishReason: "STOP" },
        ],
        novel: { kept: 1 },
      },
    ],
    [
      "ollama",
      "",
      "ollama",
      "POST /api/chat",
      { message: { content: "Whole." }, done: true, novel: { kept: 1 } },
    ],
  ] as const;

  it.each(wholes)(
    "%s: is asked for and rides along untouched",
    async (...row) => {
      const [kind, version, dialect, route, body] = row;
      const upstream = await start(dialect, { [route]: json(body) });
      const provider = connect({ kind, baseUrl: upstream.url + version });
      const request = asking("m", { dialect });
      const { events, reply } = await replyTo(provider, {
        request,
        whole: true,
      });
      expect(textOf(reply)).toBe("Whole.");
      expect(reply.finish?.reason).toBe("stop");
      const frames = events.flatMap(({ frame }) => frame ?? []);
      expect(frames).toEqual([
        { dialect, data: JSON.stringify(body), json: body },
      ]);
      const sent = upstream.requests[0]?.body as { stream?: boolean };
      expect(sent.stream ?? false).toBe(false);
      expect(sent).not.toHaveProperty("stream_options");
    },
  );

  it.each([
    [{ firstByteMs: 80 }, "first-byte"],
    [{ totalMs: 80 }, "whole"],
  ])("is waited for no longer than %j", async (timeouts, phase) => {
    const upstream = await start("openai-chat");
    const baseUrl = `${upstream.url}/v1`;
    const provider = connect({ kind: "openai", baseUrl, timeouts });
    const request = asking("silent", { dialect: "openai-chat" });
    const { reply } = await replyTo(provider, { request, whole: true });
    expect(reply.error).toMatchObject({
      code: "upstream-timeout",
      data: { phase },
    });
  });

  it("streams for a caller of another dialect", async () => {
    const upstream = await start("openai-chat");
    const provider = connect({ kind: "openai", baseUrl: `${upstream.url}/v1` });
    const request = asking("plain", { dialect: "gemini" });
    await replyTo(provider, { request, whole: true });
    expect(upstream.requests[0]?.body).toMatchObject({ stream: true });
  });
});

describe("vectors", () => {
  const request = { model: "m", inputs: ["a", "b"], dimensions: 2 };
  const cases = [
    [
      "openai",
      "/v1",
      "openai-chat",
      "POST /v1/embeddings",
      {
        model: "m-1",
        data: [
          { index: 1, embedding: [3, 4] },
          { index: 0, embedding: [1, 2] },
        ],
        usage: { prompt_tokens: 2, total_tokens: 2 },
      },
      {
        model: "m-1",
        vectors: [
          [1, 2],
          [3, 4],
        ],
        inputTokens: 2,
      },
      { input: ["a", "b"], dimensions: 2, encoding_format: "float" },
    ],
    [
      "ollama",
      "",
      "ollama",
      "POST /api/embed",
      {
        model: "m",
        embeddings: [
          [1, 2],
          [3, 4],
        ],
        prompt_eval_count: 2,
      },
      {
        model: "m",
        vectors: [
          [1, 2],
          [3, 4],
        ],
        inputTokens: 2,
      },
      { input: ["a", "b"], dimensions: 2, truncate: false },
    ],
    [
      "gemini",
      "",
      "gemini",
      "POST /v1beta/models/m:batchEmbedContents",
      { embeddings: [{ values: [1, 2] }, { values: [3, 4] }] },
      {
        vectors: [
          [1, 2],
          [3, 4],
        ],
      },
      {
        requests: ["a", "b"].map((text) => ({
          model: "models/m",
          content: { parts: [{ text }] },
          outputDimensionality: 2,
        })),
      },
    ],
  ] as const;

  it.each(cases)("%s", async (...row) => {
    const [kind, version, dialect, route, body, vectors, sent] = row;
    const upstream = await start(dialect, { [route]: json(body) });
    const provider = connect({ kind, baseUrl: upstream.url + version });
    expect(await provider.embed?.(request, signal)).toEqual(vectors);
    expect(upstream.requests[0]?.body).toMatchObject(sent);
    const missing = provider.embed?.({ ...request, inputs: ["a"] }, signal);
    await expect(missing).rejects.toMatchObject({ code: "upstream-invalid" });
  });

  it("refuses by name what the target cannot say", async () => {
    const upstream = await start("ollama");
    const provider = connect({ kind: "ollama", baseUrl: upstream.url });
    for (const [more, parameter] of [
      [{ inputs: [[1, 2]] }, "input"],
      [{ task: "RETRIEVAL_QUERY" }, "taskType"],
      [{ dialect: "openai-chat", extra: { provider: {} } }, "provider"],
    ] as const)
      await expect(
        provider.embed?.({ ...request, ...more }, signal),
      ).rejects.toMatchObject({
        code: "unsupported-parameter",
        data: { parameter },
      });
    expect(upstream.requests).toHaveLength(0);
  });
});

it("values of extra headers are sent, and hidden where an upstream quotes them", async () => {
  const upstream = await start("openai-chat", {
    "GET /v1/models": ({ headers }, response) =>
      sendJson(response, 403, {
        error: { message: `Team ${String(headers["x-team"])} may not; v1` },
      }),
  });
  const provider = connect({
    kind: "openai",
    baseUrl: `${upstream.url}/v1`,
    headers: { "x-team": "canary-team-secret", "x-version": "v1" },
  });
  await expect(provider.listModels(signal)).rejects.toMatchObject({
    code: "forbidden",
    data: { upstreamMessage: "Team [hidden] may not; v1" },
  });
  expect(upstream.requests[0]?.headers).toMatchObject({
    "x-team": "canary-team-secret",
    "x-version": "v1",
  });
});

describe("an openai endpoint's messages of Anthropic", () => {
  const dialect = "anthropic-messages";
  const beside = "/v1/messages";
  const kind = "openai";
  const own = "/v1/chat/completions";
  const listed = json({ data: [{ id: "plain" }] });
  const complaint: Route = (_, response) =>
    sendJson(response, 400, { error: { message: "Something is required" } });

  /** How often it was looked for while the models were listed twice, and where calls in its dialect, and in the kind's own, went. */
  async function seen(routes: Readonly<Record<string, Route>>) {
    const upstream = await start("openai-chat", {
      "GET /v1/models": listed,
      ...routes,
    });
    const provider = connect({ kind, baseUrl: `${upstream.url}/v1` });
    await provider.listModels(signal);
    await provider.listModels(signal);
    const looks = upstream.requests.filter(
      ({ method, path }) => method === "POST" && path === beside,
    );
    for (const asked of [dialect, "openai-chat"])
      await replyTo(provider, {
        request: asking("plain", { dialect: asked }),
      });
    const [inIt, inOwn] = upstream.requests.slice(-2).map(({ path }) => path);
    return { looks: looks.length, inIt, inOwn };
  }

  it("is spoken where it is known, found out once and off the call's way", async () => {
    expect(await seen({ [`POST ${beside}`]: complaint })).toEqual({
      looks: 1,
      inIt: beside,
      inOwn: own,
    });
  });

  it("is known where a path of nobody's is answered with a status of 200", async () => {
    const anyway = json({ error: "Unexpected endpoint. Returning 200 anyway" });
    const routes = {
      [`POST ${beside}`]: complaint,
      [`POST ${beside}-of-nobody`]: anyway,
    };
    expect(await seen(routes)).toMatchObject({ inIt: beside, inOwn: own });
  });

  it("is looked for again after a look that was refused or met a busy server", async () => {
    for (const status of [401, 429, 503]) {
      const refusal: Route = (_, response) =>
        sendJson(response, status, { error: { message: "Not now" } });
      const found = await seen({
        [`POST ${beside}`]: refusal,
        [`POST ${beside}-of-nobody`]: refusal,
      });
      expect(found).toEqual({ looks: 2, inIt: own, inOwn: own });
    }
  });

  it("is not believed where every path complains, or none is known", async () => {
    const unknown = { looks: 1, inIt: own, inOwn: own };
    expect(await seen({})).toEqual(unknown);
    expect(
      await seen({
        [`POST ${beside}`]: complaint,
        [`POST ${beside}-of-nobody`]: complaint,
      }),
    ).toEqual(unknown);
  });
});

describe.each([
  { tongue: "messages", dialect: "anthropic-messages" },
  { tongue: "responses", dialect: "openai-responses" },
] as const)("an endpoint of which is said that it speaks $tongue", (row) => {
  const { tongue, dialect } = row;
  const usage = { input_tokens: 1, output_tokens: 1, cost: 0.0123 };
  const whole =
    tongue === "messages"
      ? { type: "message", content: [], stop_reason: "end_turn", usage }
      : { object: "response", status: "completed", output: [], usage };

  it.each(["openai", "openrouter"] as const)(
    "is asked in it without a look, and tells what a reply cost (%s)",
    async (kind) => {
      const upstream = await start("openai-chat", {
        "GET /v1/models": json({ data: [{ id: "plain" }] }),
        [`POST /v1/${tongue}`]: json(whole),
      });
      const baseUrl = `${upstream.url}/v1`;
      const provider = connect({ kind, baseUrl, speaks: [tongue] });
      await provider.listModels(signal);
      const request = asking("plain", { dialect });
      const { reply } = await replyTo(provider, { request, whole: true });
      expect(reply.usage).toMatchObject({
        costNanoUsd: 12_300_000,
        costSource: "upstream",
      });
      const posts = upstream.requests.filter(({ method }) => method === "POST");
      expect(posts.map(({ path }) => path)).toEqual([`/v1/${tongue}`]);
    },
  );

  it("is asked in its own dialect where is said that it speaks none", async () => {
    const upstream = await start("openai-chat", {
      "GET /v1/models": json({ data: [{ id: "plain" }] }),
      [`POST /v1/${tongue}`]: (_, response) =>
        sendJson(response, 400, { error: { message: "Required" } }),
    });
    const provider = connect({
      kind: "openai",
      baseUrl: `${upstream.url}/v1`,
      speaks: [],
    });
    await provider.listModels(signal);
    await replyTo(provider, { request: asking("plain", { dialect }) });
    const posts = upstream.requests.filter(({ method }) => method === "POST");
    expect(posts.map(({ path }) => path)).toEqual(["/v1/chat/completions"]);
  });
});

describe("what an openai endpoint speaks beside its own dialect", () => {
  const complaint: Route = (_, response) =>
    sendJson(response, 400, { error: { message: "messages is required" } });

  it("is found again after a start, but not behind another address", async () => {
    const kept = new Map<string, unknown>();
    const values = {
      get: (name: string) => kept.get(name),
      set: (name: string, value: unknown) => void kept.set(name, value),
    };
    const upstream = await start("openai-chat", {
      "GET /v1/models": json({ data: [{ id: "plain" }] }),
      "POST /v1/messages": complaint,
    });
    const dialect = "anthropic-messages";
    const first = connect({
      kind: "openai",
      baseUrl: `${upstream.url}/v1`,
      values,
    });
    await first.listModels(signal);
    for (const [baseUrl, path] of [
      [`${upstream.url}/v1`, "/v1/messages"],
      [`${upstream.url}/v1/`, "/v1/chat/completions"],
    ] as const) {
      const again = connect({ kind: "openai", baseUrl, values });
      await replyTo(again, { request: asking("plain", { dialect }) });
      expect(upstream.requests.at(-1)?.path).toBe(path);
    }
  });

  it("is not looked for by a call, which does not wait for a look that is under way either", async () => {
    const upstream = await start("openai-chat", {
      "GET /v1/models": json({ data: [{ id: "plain" }] }),
      "POST /v1/messages": () => undefined,
    });
    const provider = connect({ kind: "openai", baseUrl: `${upstream.url}/v1` });
    const request = asking("plain", { dialect: "anthropic-messages" });
    const pathsAsked = () => upstream.requests.map(({ path }) => path);
    expect((await replyTo(provider, { request })).reply.error).toBeUndefined();
    expect(pathsAsked()).toEqual(["/v1/chat/completions"]);

    const stop = new AbortController();
    const listing = provider.listModels(stop.signal);
    await expect.poll(pathsAsked).toContain("/v1/messages");
    expect((await replyTo(provider, { request })).reply.error).toBeUndefined();
    expect(pathsAsked().at(-1)).toBe("/v1/chat/completions");
    stop.abort();
    await listing;
  });
});

it("what only imitates OpenRouter is not looked at", async () => {
  const upstream = await start("openai-chat", {
    "GET /v1/models": json({ data: [{ id: "plain" }] }),
  });
  const baseUrl = `${upstream.url}/v1`;
  const provider = connect({ kind: "openrouter", baseUrl });
  await provider.listModels(signal);
  expect(upstream.requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
});

it.each([
  ["openrouter", "https://openrouter.ai/api/v1", true, true],
  ["openai", "https://api.openai.com/v1", false, true],
  ["openai", "https://x.openai.azure.com/openai/v1", false, true],
  ["openai", "https://x.openai.azure.com/openai/deployments/y", false, false],
  ["openai", "https://api.mistral.ai/v1", false, false],
  ["anthropic", "https://api.anthropic.com", true, false],
] as const)(
  "%s at %s: messages %s, Responses %s, before anything was asked",
  (...[kind, baseUrl, messages, responses]) => {
    const row = rowOfKind(kind, baseUrl);
    const facts = new KnownFacts(undefined, "it" as InstanceId, baseUrl);
    const client = undefined as unknown as UpstreamClient;
    const said = undefined;
    const choice = new DialectChoice({ row, facts, client, said });
    const speaks = (dialect: DialectName) =>
      choice.wayFor(asking("a/b", { dialect })).dialect.name === dialect;
    expect(speaks("anthropic-messages")).toBe(messages);
    expect(speaks("openai-responses")).toBe(responses);
  },
);

it.each([
  ["gpt-5-codex", true],
  ["gpt-5.1-codex-max", true],
  ["gpt-5.2-pro", true],
  ["o3-pro", true],
  ["o1-pro-2025-03-19", true],
  ["o4-mini-deep-research", true],
  ["codex-mini-latest", true],
  ["computer-use-preview", true],
  ["gpt-5.2", false],
  ["gpt-4o-mini", false],
  ["o3", false],
  ["ft:gpt-4.1:pro-team::id", false],
] as const)("OpenAI has %s in its Responses alone: %s", (model, isAlone) => {
  const row = rowOfKind("openai", "https://api.openai.com/v1");
  expect(row.onlyIn?.(model)).toBe(isAlone ? "responses" : undefined);
  expect(rowOfKind("openai", "http://127.0.0.1:1/v1").onlyIn).toBeUndefined();
});

it.each(remoteKindSchema.options)(
  "%s: a key that its place does not hold fails the listing, and leaves nothing that ends the program",
  async (kind) => {
    const unheard: unknown[] = [];
    const note = (reason: unknown): void => void unheard.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const provider = connect({
      kind,
      baseUrl: "http://127.0.0.1:9/v1",
      apiKey: () => {
        throw new AppError("secret-missing", { message: "It is empty." });
      },
    });
    await expect(provider.listModels(signal)).rejects.toMatchObject({
      code: "secret-missing",
    });
    await new Promise((settled) => setTimeout(settled, 20));
    expect(unheard).toEqual([]);
  },
);
