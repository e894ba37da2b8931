import fc from "fast-check";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { ImagePart, Message, TextPart } from "#shared/chat/message.ts";

const word = fc.string({ minLength: 1, maxLength: 8 });
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null);
/** Fields of tomorrow, which nobody here knows. */
const unknownFields = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,6}$/), json, {
  minKeys: 1,
  maxKeys: 3,
});
const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), json, {
  minKeys: 1,
  maxKeys: 3,
});
const extra = { extra: unknownFields };

function sometimes<T extends object, U extends object>(
  required: fc.Arbitrary<T>,
  optional: { [K in keyof U]: fc.Arbitrary<U[K]> },
) {
  const keys = { requiredKeys: [] };
  return fc
    .tuple(required, fc.record(optional, keys))
    .map(([a, b]) => ({ ...a, ...b }));
}

const textPart = sometimes(
  fc.record({ type: fc.constant("text" as const), text: fc.string() }),
  extra,
) as fc.Arbitrary<TextPart>;
const imagePart = fc.oneof(
  sometimes(
    fc.record({
      type: fc.constant("image" as const),
      mediaType: fc.constantFrom("image/png", "image/jpeg"),
      source: fc.record({
        type: fc.constant("base64" as const),
        data: fc.base64String(),
      }),
    }),
    {
      extra: fc.oneof(
        unknownFields,
        fc.constant({ image_url: { detail: "low" } }),
      ),
    },
  ),
  fc.record({
    type: fc.constant("image" as const),
    mediaType: fc.constant("image/*"),
    source: fc.record({ type: fc.constant("url" as const), url: fc.webUrl() }),
  }),
) as fc.Arbitrary<ImagePart>;
const foreign = fc.constant<TextPart>({
  type: "text",
  text: "",
  extra: { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
});

/** One plain text, or a list; an empty list means the same as an empty text. */
const content = fc.array(fc.oneof(textPart, imagePart, foreign), {
  minLength: 1,
  maxLength: 3,
});
const named = { name: word, extra: unknownFields };

const system = sometimes(
  fc.record({
    role: fc.constant("system" as const),
    parts: fc.array(textPart, { minLength: 1, maxLength: 2 }),
  }),
  {
    name: word,
    extra: fc.oneof(unknownFields, fc.constant({ role: "developer" })),
  },
);
const user = sometimes(
  fc.record({ role: fc.constant("user" as const), parts: content }),
  named,
);
const toolResult = sometimes(
  fc.record({
    role: fc.constant("tool" as const),
    parts: sometimes(
      fc.record({
        type: fc.constant("tool-result" as const),
        callId: word,
        content,
      }),
      { name: word },
    ).map((part) => [part]),
  }),
  extra,
);
const reasoning = sometimes(
  fc.record({
    type: fc.constant("reasoning" as const),
    text: fc.string({ minLength: 1 }),
  }),
  {
    details: fc.array(
      sometimes(
        fc.record({ type: fc.constant("reasoning.encrypted"), data: word }),
        { index: fc.nat(), id: word },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  },
);
const toolCall = sometimes(
  fc.record({
    type: fc.constant("tool-call" as const),
    id: word,
    name: word,
    arguments: fc.oneof(
      object.map((value) => JSON.stringify(value)),
      fc.constant("{}"),
    ),
  }),
  {
    extra: fc.oneof(
      unknownFields,
      unknownFields.map((inner) => ({ function: inner })),
    ),
  },
);
const assistant = sometimes(
  fc
    .tuple(
      fc.array(reasoning, { maxLength: 1 }),
      fc.array(textPart, { maxLength: 2 }),
      fc.array(imagePart, { maxLength: 1 }),
      fc.array(toolCall, { maxLength: 2 }),
    )
    .map((groups) => ({ role: "assistant" as const, parts: groups.flat() })),
  named,
);

const message = fc.oneof(
  system,
  user,
  assistant,
  toolResult,
) as fc.Arbitrary<Message>;

const parameters = fc.record(
  {
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    topK: fc.nat(),
    minP: fc.double({ min: 0, max: 1, noNaN: true }),
    frequencyPenalty: fc.double({ min: -2, max: 2, noNaN: true }),
    presencePenalty: fc.double({ min: -2, max: 2, noNaN: true }),
    repetitionPenalty: fc.double({ min: 0, max: 2, noNaN: true }),
    maxTokens: fc.integer({ min: 1 }),
    seed: fc.integer(),
    stop: fc.array(word, { maxLength: 3 }),
    reasoning: fc
      .record(
        {
          effort: fc.constantFrom(
            "minimal" as const,
            "low" as const,
            "high" as const,
          ),
          maxTokens: fc.integer({ min: 1 }),
          enabled: fc.boolean(),
          exclude: fc.boolean(),
        },
        { requiredKeys: [] },
      )
      .filter((options) => Object.keys(options).length > 0),
  },
  { requiredKeys: [] },
);

const tool = sometimes(
  fc.record({ name: word, inputSchema: fc.oneof(object, fc.constant({})) }),
  {
    description: fc.string(),
    strict: fc.boolean(),
    extra: fc.oneof(
      unknownFields,
      unknownFields.map((inner) => ({ function: inner })),
    ),
  },
);

const responseFormat = fc.oneof(
  fc.constant({ type: "text" as const }),
  fc.constant({ type: "json" as const }),
  sometimes(
    fc.record({
      type: fc.constant("json-schema" as const),
      name: word,
      schema: object,
    }),
    {
      description: fc.string(),
      strict: fc.boolean(),
    },
  ),
);

/** Any request in the form in which this dialect gives it back. */
export const arbitraryRequest = sometimes(
  fc.record({
    model: word,
    messages: fc.array(message, { minLength: 1, maxLength: 5 }),
    parameters,
    dialect: fc.constant("openai-chat"),
  }),
  {
    tools: fc.array(tool, { minLength: 1, maxLength: 2 }),
    toolChoice: fc.oneof(
      fc.constantFrom("auto", "none", "required"),
      fc.record({ tool: word }),
    ),
    parallelToolCalls: fc.boolean(),
    responseFormat,
    extra: fc.oneof(
      unknownFields,
      fc.constant({
        provider: { order: ["Anthropic"], zdr: true },
        reasoning: { summary: "concise" },
        stream_options: { include_obfuscation: false },
        tool_choice: { type: "openrouter:web_search" },
      }),
    ),
  },
).map((request) => {
  const { extra: kept } = request as { extra?: Record<string, unknown> };
  const { toolChoice: _, ...rest } = request as { toolChoice?: unknown };
  return kept && "tool_choice" in kept ? rest : request;
}) as fc.Arbitrary<ChatRequest>;
