import { expect, test } from "vitest";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { ParsedCall } from "#main/dialects/dialect.ts";
import { dialects } from "#main/dialects/table.ts";

/** Where each looks at all others, as many take minutes. */
const many = 60_000;
const mostMs = 6_000;

function each<Part>(make: (index: number) => Part): Part[] {
  return Array.from({ length: many }, (_, index) => make(index));
}

const route = { model: "m", stream: false };
const bodies: readonly (readonly [string, () => ParsedCall])[] = [
  [
    "Google's calls and results, of other names",
    () =>
      dialects.gemini.parse(
        {
          contents: [
            {
              role: "model",
              parts: each((i) => ({ functionCall: { name: `f${i}` } })),
            },
            {
              parts: each((i) => ({
                functionResponse: { name: `f${many - i}`, response: {} },
              })),
            },
          ],
        },
        route,
      ),
  ],
  [
    "Anthropic's calls and results",
    () =>
      dialects["anthropic-messages"].parse({
        model: "m",
        max_tokens: 9,
        messages: [
          {
            role: "assistant",
            content: each((i) => {
              return { type: "tool_use", id: `c${i}`, name: "f", input: {} };
            }),
          },
          {
            role: "user",
            content: each((i) => {
              return { type: "tool_result", tool_use_id: `c${i}`, content: "" };
            }),
          },
        ],
      }),
  ],
  [
    "pieces of one thought",
    () =>
      dialects["openai-chat"].parse({
        model: "m",
        messages: [
          {
            role: "assistant",
            content: "x",
            reasoning_details: each((i) => {
              const type = i % 2 ? "reasoning.encrypted" : "reasoning.summary";
              const format = "openai-responses-v1";
              return { type, format, id: "rs", summary: "a", data: "b" };
            }),
          },
        ],
      }),
  ],
];

test.each(bodies)(
  "%s are read and written in a time that grows with their number alone",
  (_, parse) => {
    const begun = performance.now();
    const { request } = parse();
    expect(performance.now() - begun).toBeLessThan(mostMs);
    for (const dialect of Object.values(dialects)) {
      const before = performance.now();
      try {
        write(dialect, request);
      } catch (error) {
        expect(error).toMatchObject({ code: "unsupported-parameter" });
      }
      const took = performance.now() - before;
      expect([dialect.name, took < mostMs]).toEqual([dialect.name, true]);
    }
  },
  120_000,
);

function write(
  dialect: (typeof dialects)[keyof typeof dialects],
  request: ChatRequest,
): void {
  const { body } = dialect.encode(request, {});
  expect(body).toBeDefined();
}

test("a message takes more parts than a function takes arguments", () => {
  const content = Array.from({ length: 200_000 }, () => {
    return { type: "text", text: "a" };
  });
  for (const role of ["assistant", "system", "user"]) {
    const { request } = dialects["openai-chat"].parse({
      model: "m",
      messages: [
        { role, content },
        { role, content },
      ],
    });
    for (const dialect of Object.values(dialects)) write(dialect, request);
  }
});

/** Each definition names the one before twice, so that the last is a thousand times as large as it looks. */
function doubled(): Record<string, unknown> {
  const $defs: Record<string, object> = { d0: { type: "string" } };
  for (let level = 1; level <= 10; level += 1) {
    const $ref = `#/$defs/d${level - 1}`;
    const inner = { $ref, minProperties: 1 };
    const properties = { a: inner, b: inner };
    $defs[`d${level}`] = { type: "object", properties };
  }
  const properties = { a: { $ref: "#/$defs/d10" } };
  return { type: "object", properties, $defs };
}

test.each(["gemini", "anthropic-messages"] as const)(
  "%s: tools whose references grow are too many together, though each alone is not",
  (name) => {
    const inputSchema = doubled();
    const asking = (count: number): ChatRequest => ({
      model: "m",
      messages: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
      parameters: { maxTokens: 9 },
      dialect: "openai-chat",
      tools: Array.from({ length: count }, (_, index) => {
        return { name: `f${index}`, inputSchema, strict: true };
      }),
    });
    write(dialects[name], asking(5));
    expect(() => write(dialects[name], asking(500))).toThrow("too large");
  },
);
