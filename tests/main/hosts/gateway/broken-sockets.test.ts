import { expect, onTestFinished, test } from "vitest";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { frame } from "#tests/support/upstream/dialect-frames.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";

/** About 280 tokens by our own count. */
const long = "word ".repeat(200);
const begun = {
  type: "message_start",
  message: { id: "m", usage: { input_tokens: 777, output_tokens: 1 } },
};
const delta = (more: object) => ({ id: "c", choices: [{ index: 0, ...more }] });
const candidate = (part: object) => ({
  candidates: [{ content: { parts: [part] } }],
  usageMetadata: { promptTokenCount: 777 },
});
const message = (more: object) => ({
  message: { role: "assistant", content: "", ...more },
  done: false,
});
const block = (content_block: object, inner: object) => [
  begun,
  { type: "content_block_start", index: 0, content_block },
  { type: "content_block_delta", index: 0, delta: inner },
];
const argumentsText = `{"a":"${long}`;

/** What came before the socket broke, and what the upstream had told of the prompt by then. */
const kinds = {
  openai: {
    dialect: "openai-chat",
    told: undefined,
    said: {
      text: [delta({ delta: { content: long } })],
      reasoning: [delta({ delta: { reasoning_content: long } })],
      call: [
        delta({
          delta: {
            tool_calls: [
              {
                index: 0,
                id: "a",
                function: { name: "f", arguments: argumentsText },
              },
            ],
          },
        }),
      ],
    },
  },
  anthropic: {
    dialect: "anthropic-messages",
    told: 777,
    said: {
      text: block(
        { type: "text", text: "" },
        { type: "text_delta", text: long },
      ),
      reasoning: block(
        { type: "thinking", thinking: "" },
        { type: "thinking_delta", thinking: long },
      ),
      call: block(
        { type: "tool_use", id: "a", name: "f", input: {} },
        { type: "input_json_delta", partial_json: argumentsText },
      ),
    },
  },
  gemini: {
    dialect: "gemini",
    told: 777,
    said: {
      text: [candidate({ text: long })],
      reasoning: [candidate({ text: long, thought: true })],
      call: [candidate({ functionCall: { name: "f", args: { a: long } } })],
    },
  },
  ollama: {
    dialect: "ollama",
    told: undefined,
    said: {
      text: [message({ content: long })],
      reasoning: [message({ thinking: long })],
      call: [
        message({
          tool_calls: [{ function: { name: "f", arguments: { a: long } } }],
        }),
      ],
    },
  },
} as const;

const paths = [
  "/v1/chat/completions",
  "/v1/messages",
  "/v1beta/models/m:streamGenerateContent",
  "/api/chat",
];
const prompt = [{ role: "user", content: "Tides?" }];
const clients = {
  "/v1/chat/completions": { messages: prompt },
  "/v1/messages": { messages: prompt, max_tokens: 900 },
} as const;

const cells = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
  (["text", "reasoning", "call"] as const).flatMap((what) =>
    (Object.keys(clients) as (keyof typeof clients)[]).map((path) => ({
      kind,
      what,
      path,
    })),
  ),
);

async function start(
  kind: keyof typeof kinds,
  pieces: readonly object[],
  goesOn = false,
) {
  const { dialect } = kinds[kind];
  const breaks: Route = (_, response) => {
    const type =
      dialect === "ollama" ? "application/x-ndjson" : "text/event-stream";
    response.writeHead(200, { "content-type": type });
    const text = pieces.map((piece) => frame(dialect, piece)).join("");
    response.write(text, () => {
      if (!goesOn) setTimeout(() => response.destroy(), 20);
    });
  };
  const upstream = await startDialectUpstream(
    dialect,
    Object.fromEntries(paths.map((path) => [`POST ${path}`, breaks])),
  );
  onTestFinished(() => upstream.close());
  const baseUrl = kind === "openai" ? `${upstream.url}/v1` : upstream.url;
  return startGateway({
    config: { instances: [{ id: "it", kind, baseUrl }] },
  });
}

test.each(cells)(
  "$kind, a socket that breaks after $what, asked on $path: what had come is counted, with what was told, in ledger, quota and audit",
  async ({ kind, what, path }) => {
    const { told, said } = kinds[kind];
    const gateway = await start(kind, said[what]);
    const { address, dataDir, client } = gateway;
    const { token } = await createKey(dataDir, { tokensPerDay: 100_000 });
    const reply = await ask(address + path, {
      headers: { "x-api-key": token },
      body: { model: "it:m", stream: true, ...clients[path] },
    });
    expect(reply.status).toBe(200);
    const audited = async () => (await readAudit(dataDir))[0];
    await expect.poll(audited).toBeDefined();
    const {
      inputTokens = 0,
      outputTokens = 0,
      outcome,
    } = (await audited()) ?? {};
    expect(outcome).toBe("failed");
    expect(outputTokens).toBeGreaterThan(270);
    expect(outputTokens).toBeLessThan(300);
    if (told === undefined) expect(inputTokens).toBeGreaterThan(3);
    else expect(inputTokens).toBe(told);
    const [key] = await client.keys.list();
    expect(key?.limits.tokensPerDay?.used).toBe(inputTokens + outputTokens);
    const rows = await client.activity.query({
      since: new Date(Date.now() - 3_600_000).toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
      by: "instance",
      utcOffsetMinutes: 0,
    });
    const booked = { group: "it", requests: 1, inputTokens, outputTokens };
    expect(rows).toMatchObject([booked]);
  },
);

test.each(["anthropic", "gemini"] as const)(
  "%s: what had come, and what was told, is counted for a client that leaves",
  async (kind) => {
    const { told, said } = kinds[kind];
    const { address, dataDir, client } = await start(kind, said.text, true);
    const { token } = await createKey(dataDir, { tokensPerDay: 100_000 });
    const leaving = new AbortController();
    const reply = await fetch(`${address}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: JSON.stringify({
        model: "it:m",
        stream: true,
        ...clients["/v1/messages"],
      }),
      signal: leaving.signal,
    });
    const reader = reply.body?.getReader();
    let seen = "";
    while (!seen.includes("word"))
      seen += new TextDecoder().decode((await reader?.read())?.value);
    leaving.abort();
    const audited = async () => (await readAudit(dataDir))[0];
    await expect.poll(audited).toMatchObject({
      outcome: "aborted",
      inputTokens: told,
    });
    const { outputTokens = 0 } = (await audited()) ?? {};
    expect(outputTokens).toBeGreaterThan(270);
    const [key] = await client.keys.list();
    expect(key?.limits.tokensPerDay?.used).toBe(told + outputTokens);
  },
);
