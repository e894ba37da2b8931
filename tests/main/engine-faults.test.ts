import { expect, onTestFinished, test, vi } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import {
  chatOnce,
  replyText,
  startBackend,
  type TestClient,
} from "#tests/support/backend.ts";
import type { SimulatedDialect } from "#tests/support/upstream/dialect-frames.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { hugeText } from "#tests/support/upstream/faults.ts";

type Kind = readonly [
  kind: string,
  dialect: SimulatedDialect,
  version: string,
  told: Told,
];

/** Nano-dollars of the recorded replies: OpenAI's say so themselves, the others' tokens have prices. */
interface Told {
  readonly plain: number;
  readonly tools: number;
}

/** US dollars per million tokens, so nano-dollars per thousand. */
const price = { input: 2, output: 10, cachedInput: 0.5, cacheWrite: 4 };
const prices = [{ model: "*", ...price }];

const kinds: readonly Kind[] = [
  ["openai", "openai-chat", "/v1", { plain: 357_000, tools: 430_000 }],
  [
    "anthropic",
    "anthropic-messages",
    "",
    {
      plain: 12 * 2_000 + 11 * 10_000,
      tools: 40 * 2_000 + 2_000 * 500 + 100 * 4_000 + 91 * 10_000,
    },
  ],
  [
    "gemini",
    "gemini",
    "",
    {
      plain: 8 * 2_000 + 9 * 10_000,
      // What it thought counts as output.
      tools: 56 * 2_000 + 64 * 500 + (30 + 55) * 10_000,
    },
  ],
  [
    "ollama",
    "ollama",
    "",
    { plain: 26 * 2_000 + 29 * 10_000, tools: 26 * 2_000 + 29 * 10_000 },
  ],
];

/** What a person gets, what is stored, how often the upstream was asked, and what was booked for it. */
interface Outcome {
  readonly status: string;
  readonly code?: string;
  readonly said: "everything" | "a megabyte" | "some" | "tools" | "nothing";
  readonly calls: number;
  /** In dollars, too: exactly what was told, or what an estimate that says so comes to. */
  readonly booked: "as told" | "its text" | "nothing" | "wrong";
}

const whole: Outcome = {
  status: "complete",
  said: "everything",
  calls: 1,
  booked: "as told",
};
const half = (code: string): Outcome => ({
  status: "failed",
  code,
  said: "some",
  calls: 1,
  booked: "its text",
});
const none = (code: string, calls = 1): Outcome => ({
  status: "failed",
  code,
  said: "nothing",
  calls,
  booked: "nothing",
});

const expected: Readonly<Record<string, Outcome>> = {
  "one-byte": whole,
  crlf: whole,
  "as-text": whole,
  "as-json": whole,
  "slow-headers": whole,
  huge: { ...whole, said: "a megabyte" },
  tools: { ...whole, said: "tools" },
  cut: half("stream-interrupted"),
  torn: half("stream-interrupted"),
  "no-terminal": half("stream-interrupted"),
  stall: half("upstream-timeout"),
  silent: none("upstream-timeout"),
  html: none("upstream-invalid"),
  "early-error": none("upstream-failed"),
  comments: whole,
  "status-400": none("invalid-request"),
  "status-401": none("key-rejected"),
  "status-402": none("out-of-credit"),
  "status-403": none("forbidden"),
  "status-413": none("invalid-request"),
  "status-422": none("invalid-request"),
  "status-502": none("upstream-failed"),
  "status-504": none("upstream-timeout"),
  "status-404": none("model-not-found"),
  "status-500": none("upstream-failed"),
  // The second try is the last one that the config allows.
  "status-408": none("upstream-timeout", 2),
  "status-503": none("overloaded", 2),
  "status-529": none("overloaded", 2),
  "retry-seconds": none("rate-limited", 2),
  // A minute is longer than anybody waits.
  "retry-date": none("rate-limited"),
};

async function start([kind, dialect, version]: Kind, patienceMs = 3_000) {
  const upstream = await startDialectUpstream(dialect);
  onTestFinished(() => upstream.close());
  const config = parseConfig({
    instances: [
      {
        id: "sim",
        kind,
        baseUrl: upstream.url + version,
        timeouts: { firstByteMs: patienceMs, idleMs: patienceMs },
        retry: { maxAttempts: 2 },
        prices,
      },
    ],
  });
  const { client } = await startBackend({ config });
  const calls = (model: string) =>
    upstream.requests.filter(
      ({ path, body }) =>
        path.includes(`/${model}:`) ||
        (body as { model?: unknown } | undefined)?.model === model,
    );
  return { client, calls };
}

function modelOf(fault: string, dialect: SimulatedDialect): string {
  if (fault !== "tools") return fault;
  return dialect === "openai-chat" ? "parallel-tools" : "thinking-tools";
}

function saidBy(reply: BranchMessage, plain: string): Outcome["said"] {
  const text = replyText(reply);
  const tools = reply.parts.filter(({ type }) => type === "tool-call");
  if (tools.length > 1) return "tools";
  if (text.includes(hugeText)) return "a megabyte";
  if (text === plain) return "everything";
  return text === "" ? "nothing" : "some";
}

async function bookedBy(
  client: TestClient,
  reply: BranchMessage,
  toldNanoUsd: number,
): Promise<Outcome["booked"]> {
  const rows = await client.activity.query({
    since: "2020-01-01T00:00:00Z",
    until: "2100-01-01T00:00:00Z",
    by: "model",
    utcOffsetMinutes: 0,
  });
  const row = rows.find(({ group }) => group === reply.model);
  const {
    inputTokens = 0,
    outputTokens = 0,
    costNanoUsd = 0,
    costSource,
  } = reply.usage ?? {};
  expect(row).toMatchObject({
    requests: 1,
    inputTokens,
    outputTokens,
    costNanoUsd,
  });
  expect(row?.failed).toBe(reply.status === "failed" ? 1 : 0);
  if (costSource === "estimate") {
    expect(inputTokens).toBeGreaterThan(0);
    expect(outputTokens).toBeGreaterThan(0);
    expect(costNanoUsd).toBe(inputTokens * 2_000 + outputTokens * 10_000);
    return "its text";
  }
  if (reply.usage === undefined) return "nothing";
  return costNanoUsd === toldNanoUsd ? "as told" : "wrong";
}

test.each(kinds)(
  "kind %s: each fault is told, stored and booked for what it is",
  async (...row) => {
    const { client, calls } = await start(row);
    const ask = (model: string) =>
      chatOnce(client, { model: `sim:${model}`, text: "Hello" });
    const plain = replyText((await ask("plain")).reply);
    expect(plain).not.toBe("");
    const outcomes = await Promise.all(
      Object.keys(expected).map(async (fault) => {
        const model = modelOf(fault, row[1]);
        const { reply } = await ask(model);
        const outcome: Outcome = {
          status: reply.status,
          ...(reply.error === undefined ? {} : { code: reply.error.code }),
          said: saidBy(reply, plain),
          calls: calls(model).length,
          booked: await bookedBy(
            client,
            reply,
            fault === "tools" ? row[3].tools : row[3].plain,
          ),
        };
        return [fault, outcome] as const;
      }),
    );
    expect(Object.fromEntries(outcomes)).toEqual(expected);
    const [first, second] = calls("retry-seconds");
    expect(
      (second?.receivedAt ?? 0) - (first?.receivedAt ?? 0),
    ).toBeGreaterThanOrEqual(3_000);
    const { reply } = await ask("mid-error");
    expect(reply.status).toBe("failed");
    expect(reply.error?.code).not.toBe("stream-interrupted");
    expect(saidBy(reply, plain)).toBe("some");
    expect(await bookedBy(client, reply, row[3].plain)).toBe("its text");
  },
  60_000,
);

test.each(kinds)(
  "kind %s: a reply that is stopped hangs up, keeps its text and costs it",
  async (...row) => {
    const { client, calls } = await start(row, 30_000);
    const stopped = async (model: string, isReady: StoppedWhen) => {
      const { id } = await client.conversations.create({});
      const { replies } = await client.chat.send({
        conversationId: id,
        parts: [{ type: "text", text: "Hello" }],
        models: [`sim:${model}`],
      });
      const messageId = replies[0]?.id ?? "";
      const read = async () =>
        (await client.conversations.branch({ id })).messages.at(-1);
      await vi.waitFor(async () => {
        if (!isReady(calls(model).length, await read()))
          throw new Error("It has not come so far.");
      });
      await client.chat.stop({ messageId });
      const reply = await vi.waitFor(async () => {
        const now = await read();
        if (now === undefined || now.status === "streaming")
          throw new Error("It still runs.");
        return now;
      });
      await vi.waitFor(() => {
        if (calls(model)[0]?.abortedAt === undefined)
          throw new Error("The upstream has not noticed.");
      });
      return [
        reply.status,
        replyText(reply),
        await bookedBy(client, reply, row[3].plain),
      ];
    };
    expect(await stopped("silent", (asked) => asked === 1)).toEqual([
      "stopped",
      "",
      "nothing",
    ]);
    expect(
      await stopped("stall", (_, reply) => reply?.parts.length === 1),
    ).toEqual(["stopped", "And then", "its text"]);
  },
  60_000,
);

type StoppedWhen = (asked: number, reply: BranchMessage | undefined) => boolean;
