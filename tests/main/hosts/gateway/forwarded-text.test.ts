import fc from "fast-check";
import { expect, test } from "vitest";
import {
  anthropicForwarding,
  forwardedText,
  geminiForwarding,
  openAiChatForwarding,
  type Forwarding,
} from "#main/hosts/gateway/served-dialect.ts";
import type { JsonObject } from "#main/dialects/json.ts";

function forwarded(data: string, forwarding: Forwarding): string {
  const json = JSON.parse(data) as JsonObject;
  return forwardedText({ data, json }, forwarding, 'mine:"x"');
}

test("a reply keeps each figure as it was written, and carries the asked id", () => {
  const data =
    '{ "id": 9007199254740993, "model" : "up/x", "score": 1.0, "text": "say \\"model\\": \\"up/x\\"" }';
  expect(forwarded(data, openAiChatForwarding)).toBe(
    '{ "id": 9007199254740993, "model" : "mine:\\"x\\"", "score": 1.0, "text": "say \\"model\\": \\"up/x\\"" }',
  );
  const gemini = '{"modelVersion":"g-1","candidates":[1.50]}';
  expect(forwarded(gemini, geminiForwarding)).toBe(
    '{"modelVersion":"mine:\\"x\\"","candidates":[1.50]}',
  );
});

test("a field of that name elsewhere is left alone", () => {
  const data = '{"tools":[{"model":"up"}],"model":"up","score":1.0}';
  expect(JSON.parse(forwarded(data, openAiChatForwarding))).toEqual({
    tools: [{ model: "up" }],
    model: 'mine:"x"',
    score: 1,
  });
  const asValue = '{"kind":"model","model":"up"}';
  expect(JSON.parse(forwarded(asValue, openAiChatForwarding))).toEqual({
    kind: "model",
    model: 'mine:"x"',
  });
});

test("a piece that names no model is passed on as it is, and a whole reply without one gets one", () => {
  const delta = '{"type":"content_block_delta", "delta":{"n":1.0}}';
  expect(forwarded(delta, anthropicForwarding)).toBe(delta);
  expect(forwarded('{"choices":[]}', openAiChatForwarding)).toBe(
    '{"choices":[],"model":"mine:\\"x\\""}',
  );
});

test("an answer's beginning names the model within its message", () => {
  const start = '{"type":"message_start","message":{"model":"up","n":1.0}}';
  expect(forwarded(start, anthropicForwarding)).toBe(
    '{"type":"message_start","message":{"model":"mine:\\"x\\"","n":1.0}}',
  );
});

test("whatever a reply holds, only the model's name is another one", () => {
  const word = fc.constantFrom("model", '"model":"up"', "up", "\\", "{");
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.integer(),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(word, tie("any"), { maxKeys: 3 }),
    ),
  })).any;
  const reply = fc.dictionary(word, value, { maxKeys: 4 });
  fc.assert(
    fc.property(reply, fc.constantFrom(0, 2, "\t"), (fields, indent) => {
      const json = fields as JsonObject;
      const data = JSON.stringify(json, null, indent);
      expect(JSON.parse(forwarded(data, openAiChatForwarding))).toEqual({
        ...json,
        model: 'mine:"x"',
      });
    }),
  );
});
