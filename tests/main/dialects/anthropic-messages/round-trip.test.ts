import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/anthropic-messages/encode.ts";
import { parse } from "#main/dialects/anthropic-messages/parse.ts";
import { chatRequestSchema } from "#shared/chat/request.ts";
import { overTheWire } from "#tests/support/dialects/fold.ts";

const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}$/);
const unknown = fc.dictionary(
  fc.stringMatching(/^x_[a-z]{1,5}$/),
  fc.jsonValue({ maxDepth: 1 }).filter((value) => value !== null),
  { maxKeys: 2 },
);
const cached = fc.constantFrom({}, { cache_control: { type: "ephemeral" } });
const merged = (base: fc.Arbitrary<object>, extra: fc.Arbitrary<object>) =>
  fc.tuple(base, extra).map(([a, b]) => ({ ...a, ...b }));
const object = fc.dictionary(word, fc.jsonValue({ maxDepth: 1 }));

const text = merged(
  fc.record({ type: fc.constant("text"), text: fc.string({ minLength: 1 }) }),
  fc.oneof(cached, unknown),
);
const image = merged(
  fc.record({
    type: fc.constant("image"),
    source: fc.oneof(
      fc.record({
        type: fc.constant("base64"),
        media_type: fc.constant("image/png"),
        data: fc.base64String(),
      }),
      fc.record({ type: fc.constant("url"), url: fc.webUrl() }),
      fc.record({ type: fc.constant("file"), file_id: word }),
    ),
  }),
  cached,
);
const document = fc.constant({
  type: "document",
  source: { type: "text", media_type: "text/plain", data: "x" },
  citations: { enabled: true },
});
const blocks = fc.array(fc.oneof(text, image, document), {
  minLength: 2,
  maxLength: 3,
});
const content = fc.oneof(fc.string({ minLength: 1 }), blocks);
const result = merged(
  fc.record({ type: fc.constant("tool_result"), tool_use_id: word, content }),
  fc.oneof(cached, fc.record({ is_error: fc.boolean() })),
);
const thinking = fc.oneof(
  fc.record({
    type: fc.constant("thinking"),
    thinking: fc.string(),
    signature: word,
  }),
  fc.record({ type: fc.constant("redacted_thinking"), data: word }),
);
const call = merged(
  fc.record({
    type: fc.constant("tool_use"),
    id: word,
    name: word,
    input: object,
  }),
  cached,
);
const user = fc.oneof(
  content,
  fc
    .tuple(fc.array(result, { minLength: 1, maxLength: 2 }), blocks)
    .map((lists) => lists.flat()),
  fc.array(result, { minLength: 1, maxLength: 2 }),
);
const assistant = fc
  .tuple(
    fc.array(thinking, { maxLength: 2 }),
    blocks,
    fc.array(call, { maxLength: 2 }),
  )
  .map((lists) => lists.flat());
/** What Claude Code says among the turns. */
const inPlace = fc.constantFrom(
  [],
  [{ role: "system", content: "It is Sunday." }],
  [{ role: "system", content: "Hurry.", clear_at: "next_user_message" }],
  [{ role: "system", content: [], output_config: { effort: "low" } }],
  [
    {
      role: "system",
      content: [
        {
          type: "tool_addition",
          tool: {
            type: "tool_definition",
            definition: { name: "late", input_schema: { type: "object" } },
          },
        },
        {
          type: "tool_removal",
          tool: { type: "tool_reference", name: "web_search" },
        },
        { type: "text", text: "Tools have changed." },
      ],
    },
  ],
);
const messages = fc
  .array(fc.tuple(user, inPlace, assistant), { minLength: 1, maxLength: 3 })
  .map((turns) =>
    turns.flatMap(([said, told, answer]) => [
      { role: "user", content: said },
      ...told,
      { role: "assistant", content: answer },
    ]),
  );
const tool = fc.oneof(
  merged(
    fc.record({
      name: word,
      description: fc.string(),
      input_schema: fc.constant({ type: "object", properties: {} }),
    }),
    cached,
  ),
  fc.constant({ type: "web_search_20250305", name: "web_search", max_uses: 3 }),
);
const body = fc
  .record(
    {
      model: word,
      max_tokens: fc.integer({ min: 1 }),
      messages,
      stream: fc.constant(true),
      system: fc.oneof(
        fc.string({ minLength: 1 }),
        fc.array(text, { minLength: 2, maxLength: 3 }),
      ),
      temperature: fc.double({ min: 0, max: 1, noNaN: true }),
      top_p: fc.double({ min: 0, max: 1, noNaN: true }),
      top_k: fc.nat(),
      stop_sequences: fc.array(word, { maxLength: 2 }),
      tools: fc.array(tool, { minLength: 1, maxLength: 3 }),
      tool_choice: fc.oneof(
        fc.record({
          type: fc.constantFrom("auto", "any"),
          disable_parallel_tool_use: fc.boolean(),
        }),
        fc.constant({ type: "none" }),
        fc.constant({ type: "tool", name: "f" }),
      ),
      thinking: fc.constantFrom(
        { type: "enabled", budget_tokens: 2000 },
        { type: "adaptive" },
        { type: "adaptive", display: "omitted" },
        { type: "disabled" },
      ),
      output_config: fc.constantFrom(
        { effort: "high" },
        { format: { type: "json_schema", schema: { type: "object" } } },
        { effort: "low", x_new: 1 },
      ),
      metadata: fc.constant({ user_id: "u" }),
      container: fc.constant("c"),
    },
    { requiredKeys: ["model", "max_tokens", "messages", "stream"] },
  )
  .filter((one) => !("tool_choice" in one) || "tools" in one);

describe("parse, then encode", () => {
  it("gives a caller's body back with everything in it", () => {
    fc.assert(
      fc.property(body, (wire) => {
        const { request } = parse(overTheWire(wire));
        chatRequestSchema.parse(request);
        expect(overTheWire(encode(request, {}).body)).toEqual(
          overTheWire(wire),
        );
      }),
      { numRuns: 400 },
    );
  });
});
