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
