import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/gemini/encode.ts";
import { parse } from "#main/dialects/gemini/parse.ts";
import { chatRequestSchema } from "#shared/chat/request.ts";
import { overTheWire } from "#tests/support/dialects/fold.ts";

const word = fc.stringMatching(/^[a-zA-Z0-9-]{1,8}$/);
const object = fc.dictionary(word, fc.jsonValue({ maxDepth: 1 }), {
  minKeys: 1,
  maxKeys: 3,
});
const merged = (base: fc.Arbitrary<object>, extra: fc.Arbitrary<object>) =>
  fc.tuple(base, extra).map(([a, b]) => ({ ...a, ...b }));
const unknown = fc.dictionary(
  fc.stringMatching(/^x_[a-z]{1,5}$/),
  fc.string(),
  { maxKeys: 2 },
);
const signed = fc.constantFrom({}, { thoughtSignature: "c2ln" });
const text = merged(fc.record({ text: fc.string({ minLength: 1 }) }), unknown);
const data = fc.constantFrom(
  { inlineData: { mimeType: "image/png", data: "AAAA" } },
  { inlineData: { mimeType: "image/png", data: "AAAA", displayName: "a.png" } },
  { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
  { fileData: { mimeType: "image/jpeg", fileUri: "https://files.example/1" } },
  {
    fileData: {
      mimeType: "image/jpeg",
      fileUri: "https://files.example/3",
      displayName: "b.jpg",
    },
  },
  { fileData: { mimeType: "video/mp4", fileUri: "https://files.example/2" } },
);
const user = fc.array(fc.oneof(text, data), { minLength: 1, maxLength: 3 });
const thought = merged(
  fc.record({ text: fc.string({ minLength: 1 }), thought: fc.constant(true) }),
  signed,
);
const call = fc
  .tuple(fc.constantFrom({}, { id: "own-id" }), word, object, signed, unknown)
  .map(([id, name, args, signature, others]) => ({
    functionCall: { ...id, name, args, ...others },
    ...signature,
  }));
const model = fc
  .tuple(
    fc.array(thought, { maxLength: 1 }),
    fc.array(merged(text, signed), { minLength: 1, maxLength: 2 }),
    fc.array(call, { maxLength: 2 }),
  )
  .map((lists) => lists.flat());
const result = fc
  .tuple(
    fc.constantFrom({}, { id: "own-id" }),
    word,
    object,
    fc.constantFrom(
      {},
      { scheduling: "SILENT", willContinue: true },
      { parts: [{ inlineData: { mimeType: "image/png", data: "AAAA" } }] },
    ),
  )
  .map(([id, name, response, others]) => ({
    functionResponse: { ...id, name, response, ...others },
  }));
const turn = fc.tuple(
  fc.oneof(user, fc.array(result, { minLength: 1, maxLength: 2 })),
  model,
);
const body = fc.record(
  {
    contents: fc.array(turn, { minLength: 1, maxLength: 3 }).map((turns) =>
      turns.flatMap(([said, answer]) => [
        { role: "user", parts: said },
        { role: "model", parts: answer },
      ]),
    ),
    systemInstruction: fc
      .array(text, { minLength: 1, maxLength: 2 })
      .map((parts) => ({ parts })),
    tools: fc.constantFrom(
      [
        {
          functionDeclarations: [
            {
              name: "f",
              description: "d",
              parametersJsonSchema: { type: "object" },
            },
          ],
        },
      ],
      [
        {
          functionDeclarations: [
            { name: "f", behavior: "BLOCKING" },
            { name: "g", parameters: { type: "OBJECT", nullable: true } },
          ],
        },
        { googleSearch: {} },
      ],
      [{ codeExecution: {} }],
    ),
    toolConfig: fc.constantFrom(
      { functionCallingConfig: { mode: "AUTO" } },
      { functionCallingConfig: { mode: "NONE" } },
      { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] } },
      {
        functionCallingConfig: {
          mode: "ANY",
          allowedFunctionNames: ["f", "g"],
        },
      },
    ),
    generationConfig: fc.constantFrom(
      {
        temperature: 0.5,
        topP: 0.5,
        topK: 4,
        maxOutputTokens: 9,
        seed: 3,
        stopSequences: ["x"],
      },
      {
        responseMimeType: "application/json",
        responseJsonSchema: { type: "object", additionalProperties: false },
      },
      {
        responseMimeType: "application/json",
        responseSchema: { type: "ARRAY", items: {}, minItems: "2" },
      },
      { responseMimeType: "text/x.enum", candidateCount: 1 },
      {
        responseMimeType: "text/x.enum",
        responseSchema: { type: "STRING", enum: ["A"] },
      },
      { thinkingConfig: { includeThoughts: true, thinkingBudget: 100 } },
      { thinkingConfig: { thinkingLevel: "low" } },
      { thinkingConfig: { thinkingBudget: -1 } },
      { thinkingConfig: { thinkingBudget: 0 } },
      {
        frequencyPenalty: 0.5,
        presencePenalty: -0.5,
        responseModalities: ["TEXT", "IMAGE"],
      },
    ),
    safetySettings: fc.constant([
      { category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" },
    ]),
    cachedContent: word,
  },
  { requiredKeys: ["contents"] },
);

describe("parse, then encode", () => {
  it("gives a caller's body back with everything in it, signatures on their parts", () => {
    fc.assert(
      fc.property(body, (wire) => {
        const route = { model: "gemini-2.5-pro", stream: true };
        const { request } = parse(overTheWire(wire), route);
        chatRequestSchema.parse(request);
        const call = encode(request, {});
        expect(call.path).toBe(
          "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
        );
        expect(overTheWire(call.body)).toEqual(overTheWire(wire));
      }),
      { numRuns: 400 },
    );
  });

  it("takes Google's snake case and older schemas too", () => {
    const { request } = parse(
      {
        system_instruction: { parts: [{ text: "Brief." }] },
        contents: [
          {
            parts: [
              { text: "Hi" },
              { inline_data: { mime_type: "image/png", data: "AA" } },
            ],
          },
        ],
        tools: [
          {
            function_declarations: [
              {
                name: "f",
                parameters: {
                  type: "OBJECT",
                  properties: { a_b: { type: "STRING", nullable: true } },
                },
              },
            ],
          },
        ],
        generation_config: {
          max_output_tokens: 5,
          response_mime_type: "application/json",
        },
      },
      { model: "m", stream: false },
    );
    expect(request).toEqual({
      model: "m",
      dialect: "gemini",
      messages: [
        { role: "system", parts: [{ type: "text", text: "Brief." }] },
        {
          role: "user",
          parts: [
            { type: "text", text: "Hi" },
            {
              type: "image",
              mediaType: "image/png",
              source: { type: "base64", data: "AA" },
            },
          ],
        },
      ],
      parameters: { maxTokens: 5 },
      tools: [
        {
          name: "f",
          inputSchema: {
            type: "object",
            properties: { a_b: { type: ["string", "null"] } },
          },
          extra: {
            $wire: {
              parameters: {
                type: "OBJECT",
                properties: { a_b: { type: "STRING", nullable: true } },
              },
            },
          },
        },
      ],
      responseFormat: { type: "json" },
    });
  });
});
