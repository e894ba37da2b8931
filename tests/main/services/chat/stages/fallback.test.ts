import { describe, expect, test } from "vitest";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { FallbackTrigger } from "#main/domain/fallback/triggers.ts";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
  type Step,
} from "#tests/fakes/chat-provider.ts";
import {
  aCall,
  aTarget,
  collect,
  collectLasting,
  createTestEngine,
} from "#tests/fakes/engine.ts";
import { aModel } from "#tests/fakes/models.ts";

const never = new AbortController().signal;
const good: readonly Step[] = [text("Hi"), stop, usage(1, 1)];
const small = aModel("a:m", { contextLength: 100 });
const toolless = aModel("b:m", { supportedParameters: [] });
const tools = [{ name: "look", inputSchema: {} }];

interface Setting {
  readonly scripts: Readonly<Record<string, readonly Step[]>>;
  readonly models?: Readonly<Record<string, ModelDescriptor>>;
  /** The last target is the rule's, after these failures. */
  readonly after?: readonly FallbackTrigger[];
  readonly free?: readonly string[];
}

/** A call of an alias whose targets are the instances of `scripts`; it needs tools and 100 tokens of output. */
async function ask({ scripts, models = {}, after, free = [] }: Setting) {
  const ids = Object.keys(scripts);
  const providers = Object.fromEntries(
    ids.map((id) => [id, createFakeProvider(scripts[id] ?? [])]),
  );
  const engine = createTestEngine(providers, { models, free });
  const targets = ids.map((id, place) =>
    after !== undefined && place === ids.length - 1
      ? aTarget(`${id}:m`, { reason: "fallback-rule", after })
      : aTarget(`${id}:m`, { reason: after ? "asked" : "alias" }),
  );
  const call = aCall(["alias"], { plan: { asked: "alias", targets } });
  const request = { ...call.request, tools, parameters: { maxTokens: 100 } };
  const events = await collectLasting(
    engine.runner({ ...call, request }, never),
  );
  const [first] = events;
  const last = events.at(-1);
  return {
    asked: ids.filter((id) => providers[id]?.requests.length),
    served: first?.type === "served-by" ? first.servedBy : undefined,
    error: last?.type === "error" ? last.error : undefined,
  };
}

describe("who cannot take a request", () => {
  test("is passed over, and the reply says so", async () => {
    const scripts = { a: good, b: good };
    const { asked, served } = await ask({ scripts, models: { a: small } });
    expect(asked).toEqual(["b"]);
    expect(served?.substituteFor).toMatchObject({
      target: "a:m",
      reason: { code: "context-too-long", data: { contextLength: 100 } },
    });
  });

  test("is not a way out for one that fails: its failure is the answer", async () => {
    const scripts = { a: [failed("overloaded")], b: good };
    const { asked, error } = await ask({ scripts, models: { b: toolless } });
    expect(asked).toEqual(["a"]);
    expect(error?.code).toBe("overloaded");
  });

  test("if nobody can, one clear refusal names each and why", async () => {
    const scripts = { a: good, b: good };
    const models = { a: small, b: toolless };
    const { asked, error } = await ask({ scripts, models });
    expect(asked).toEqual([]);
    expect(error).toMatchObject({
      code: "context-too-long",
      message: expect.stringMatching(/reads 100 tokens.* uses no tools/),
      data: { reasons: [expect.any(String), expect.any(String)] },
    });
  });

  test("by a rough count alone is asked while nobody else is left", async () => {
    const doubtful = aModel("a:m", { contextLength: 115 });
    const one = await ask({ scripts: { a: good }, models: { a: doubtful } });
    expect(one.asked).toEqual(["a"]);
    const scripts = { a: good, b: good };
    const two = await ask({ scripts, models: { a: doubtful } });
    expect(two.asked).toEqual(["b"]);
  });

  test("is asked all the same where the caller named it: its own answer is the truth", async () => {
    const { asked } = await ask({
      scripts: { a: good, b: good },
      models: { a: small },
      after: ["unreachable"],
    });
    expect(asked).toEqual(["a"]);
  });
});

describe("the user's rule", () => {
  test.each([
    ["upstream-unreachable", "unreachable"],
    ["overloaded", "unreachable"],
    ["key-rejected", "unreachable"],
    ["out-of-credit", "out-of-credit"],
    ["over-budget", "over-budget"],
  ] as const)("answers %s only where it names %s", async (code, trigger) => {
    const scripts = { a: [failed(code)], b: good };
    const others = (
      ["unreachable", "out-of-credit", "over-budget"] as const
    ).filter((it) => it !== trigger);
    const free = ["b"];
    const meant = await ask({ scripts, free, after: [trigger] });
    expect(meant.served?.substituteFor?.reason.code).toBe(code);
    const other = await ask({ scripts, free, after: others });
    expect(other.asked).toEqual(["a"]);
    expect(other.error?.code).toBe(code);
  });

  test("over budget never leads to another bill", async () => {
    const scripts = { a: [failed("over-budget")], b: good };
    const { asked } = await ask({ scripts, after: ["over-budget"] });
    expect(asked).toEqual(["a"]);
  });

  test("a failure that the rule does not answer is waited for instead of moved on from", async () => {
    const busy = failed("rate-limited", {
      retryable: true,
      data: { retryAfterMs: 5_000 },
    });
    const a = createFakeProvider([busy], good);
    const b = createFakeProvider(good);
    const { runner, clock } = createTestEngine({ a, b });
    const targets = [
      aTarget("a:m"),
      aTarget("b:m", { reason: "fallback-rule", after: ["out-of-credit"] }),
    ];
    const plan = { asked: "a:m", targets };
    const events = collect(runner(aCall(["a:m"], { plan }), never));
    while (clock.sleeping() === 0) await clock.advance(0);
    await clock.advance(5_000);
    await events;
    expect([a.requests.length, b.requests.length]).toEqual([2, 0]);
  });
});
