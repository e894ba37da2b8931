import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  LocalEvent,
  LocalGenerateRequest,
} from "#main/ports/local-runtime.ts";
import type { Message } from "#shared/chat/message.ts";
import {
  collect,
  startRealRuntime,
  textOf,
  type RealRuntime,
} from "./real-runtime.ts";
import { callsOf, expectFits, request, tools } from "./real-tools.ts";
import { modelWithTemplate } from "./template-model.ts";

const never = new AbortController().signal;
let real: RealRuntime;

beforeAll(() => {
  real = startRealRuntime();
});
afterAll(async () => {
  await real.runtime.dispose();
});

function generate(wanted: LocalGenerateRequest): Promise<LocalEvent[]> {
  return collect(real.runtime.generate(wanted, never));
}

describe("a call that must be", () => {
  it("is of one of the functions, its arguments fit, and it comes in pieces", async () => {
    const events = await generate(request(tools()));
    const calls = callsOf(events);
    expect(calls).toHaveLength(1);
    expectFits(calls);
    expect(textOf(events)).toBe("");
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "tool-calls" });
    const pieces = events.filter(({ type }) => type === "arguments");
    expect(pieces.length).toBeGreaterThan(2);
  });

  it.each(["get_weather", "get_time"])(
    "is of the one named: %s",
    async (tool) => {
      const calls = callsOf(
        await generate(request(tools({ choice: { tool } }))),
      );
      expect(calls.map(({ name }) => name)).toEqual([tool]);
      expectFits(calls);
    },
  );

  it("keeps to names and schemas whatever the chance, several calls at once too", async () => {
    const counts: number[] = [];
    for (let seed = 0; seed < 4; seed += 1) {
      const parameters = { temperature: 2, topP: 1, minP: 0, seed };
      const wanted = request(tools({ parallel: true }), {
        parameters: { ...parameters, maxTokens: 250 },
      });
      const events = await generate(wanted);
      const calls = callsOf(events);
      const done = events.at(-1);
      expect(textOf(events)).toBe("");
      expect(done).toMatchObject({ type: "done" });
      // What the bound cut off is not whole, and says so.
      const isCut = done?.type === "done" && done.reason === "length";
      expectFits(isCut ? calls.slice(0, -1) : calls);
      counts.push(calls.length);
    }
    expect(Math.max(...counts)).toBeGreaterThan(1);
  });
});

describe("a call that may be", () => {
  it("is left alone by a model that answers, whose words stay as they are without tools to call", async () => {
    const events = await generate(
      request(tools({ choice: "auto" }), {
        parameters: { temperature: 0, maxTokens: 30 },
      }),
    );
    expect(callsOf(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ reason: "length" });
    expect(textOf(events)).not.toBe("");
  });

  it("or the JSON that the answer must be otherwise", async () => {
    const jsonSchema = {
      type: "object",
      properties: { answer: { enum: ["yes", "no"] } },
      required: ["answer"],
    };
    const kinds = new Set<string>();
    for (let seed = 0; seed < 8 && kinds.size < 2; seed += 1) {
      const parameters = { temperature: 2, seed, maxTokens: 200 };
      const events = await generate(
        request(tools({ choice: "auto" }), { jsonSchema, parameters }),
      );
      const calls = callsOf(events);
      expectFits(calls);
      if (calls.length === 0)
        expect(JSON.parse(textOf(events))).toEqual({
          answer: expect.stringMatching(/^(yes|no)$/) as string,
        });
      kinds.add(calls.length > 0 ? "call" : "json");
      expect(events.at(-1)).toMatchObject({
        reason: calls.length > 0 ? "tool-calls" : "stop",
      });
    }
  });
});

describe("a conversation with calls", () => {
  const earlier: readonly Message[] = [
    { role: "user", parts: [{ type: "text", text: "Weather?" }] },
    {
      role: "assistant",
      parts: [
        { type: "text", text: "I look." },
        {
          type: "tool-call",
          id: "call_1",
          name: "get_weather",
          arguments: '{"city":"Rome","days":2}',
        },
        { type: "tool-call", id: "call_2", name: "get_time", arguments: "" },
      ],
    },
    {
      role: "tool",
      parts: ["call_1", "call_2"].map((callId) => ({
        type: "tool-result",
        callId,
        content: [{ type: "text", text: `Result of ${callId}` }],
      })),
    },
  ];

  it("goes on with their results, counted whole, with functions and without", async () => {
    const counts = [];
    for (const wanted of [tools(), tools({ choice: "auto" }), undefined]) {
      const events = await generate(request(wanted, { messages: earlier }));
      const done = events.at(-1);
      expect(done).toMatchObject({ type: "done" });
      counts.push(done?.type === "done" ? done.inputTokens : 0);
      const asked = request(wanted, { messages: earlier });
      expect(await real.runtime.countTokens(asked, never)).toBe(counts.at(-1));
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeGreaterThan((counts[2] ?? 0) + 100);
  });

  it("is not read again where it goes on from what was read", async () => {
    await generate(request(tools(), { messages: earlier }));
    const again: readonly Message[] = [
      ...earlier,
      { role: "assistant", parts: [{ type: "text", text: "Fine." }] },
      { role: "user", parts: [{ type: "text", text: "And now?" }] },
    ];
    const events = await generate(request(tools(), { messages: again }));
    expect(events.filter(({ type }) => type === "reading")).toEqual([]);
  });
});

describe("tokens that a model's file defines itself", () => {
  it("are none in what people, tools and results say", async () => {
    const source =
      "<s>{% for message in messages %}[{{ message.role }}]{{ message.content }}{% endfor %}<s>";
    const [plain, defined] = [[], [1]].map((own) =>
      modelWithTemplate(source, own),
    );
    const text = "a<s>b</s><s>";
    const messages: readonly Message[] = [
      { role: "user", parts: [{ type: "text", text }] },
      { role: "assistant", parts: [{ type: "text", text }] },
      { role: "user", parts: [{ type: "text", text }] },
    ];
    const look = { name: "look", description: text, parameters: {} };
    const wanted = request(tools({ offered: [look] }), { messages });
    const counts: number[] = [];
    for (const path of [plain, defined]) {
      const load = { ...wanted.load, path: path ?? "" };
      const done = (await generate({ ...wanted, load })).at(-1);
      counts.push(done?.type === "done" ? done.inputTokens : 0);
    }
    expect(counts[0]).toBeGreaterThan(100);
    expect(counts[1]).toBe(counts[0]);
  });
});

describe("stopping", () => {
  it("ends a call in its middle at once, and the process goes on", async () => {
    const long = {
      name: "tell",
      parameters: {
        type: "object",
        properties: { story: { type: "string", minLength: 400 } },
        required: ["story"],
      },
    };
    const wanted = request(
      tools({ offered: [long], choice: { tool: "tell" } }),
      { parameters: { temperature: 0, maxTokens: 1500 } },
    );
    const controller = new AbortController();
    const events: LocalEvent[] = [];
    let stoppedAt = 0;
    let pieces = 0;
    for await (const event of real.runtime.generate(
      wanted,
      controller.signal,
    )) {
      events.push(event);
      if (event.type === "arguments" && (pieces += 1) === 20) {
        stoppedAt = performance.now();
        controller.abort();
      }
    }
    expect(performance.now() - stoppedAt).toBeLessThan(100);
    expect(events.at(-1)).toMatchObject({ error: { code: "aborted" } });
    const { pid } = real.children.at(-1) ?? {};
    const next = await generate(request(tools()));
    expect(next.at(-1)).toMatchObject({ reason: "tool-calls" });
    expect(real.children.at(-1)?.pid).toBe(pid);
  });
});
