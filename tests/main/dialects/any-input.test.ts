import fc from "fast-check";
import { expect, test } from "vitest";
import { dialects } from "#main/dialects/table.ts";
import { AppError } from "#shared/errors/app-error.ts";

const all = Object.values(dialects);
const refusals = ["invalid-request", "unsupported-parameter"];

/** JSON that uses the words of the wire formats in all the wrong places. */
const words = fc.constantFrom(
  ...["model", "messages", "role", "content", "type", "text", "parts", "tools"],
  ...["contents", "input", "function", "arguments", "name", "id", "index"],
  ...["choices", "delta", "candidates", "usage", "error", "message", "done"],
  ...["tool_calls", "content_block", "functionCall", "args", "response"],
  ...["output", "item", "system", "generationConfig", "stop", "max_tokens"],
  ...["user", "assistant", "tool", "system", "content_block_delta", "stream"],
  ...["message_delta", "response.completed", "finish_reason", "inlineData"],
);
const wireJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(words, fc.jsonValue({ maxDepth: 1 })),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(words, tie("value"), { maxKeys: 6 }),
  ),
})).value;
const body = fc.oneof(
  wireJson,
  fc.record({ model: fc.constant("m"), messages: wireJson }),
  fc.record({ model: fc.constant("m"), input: wireJson, tools: wireJson }),
  fc.record({ contents: wireJson, generationConfig: wireJson }),
  fc.record({
    model: fc.constant("m"),
    max_tokens: fc.constant(1),
    messages: fc.array(fc.record({ role: words, content: wireJson })),
  }),
);

test.each(all)("$name: any body is a request or a clear refusal", (dialect) => {
  fc.assert(
    fc.property(body, (json) => {
      try {
        const { request } = dialect.parse(json, { model: "m", stream: false });
        expect(Array.isArray(request.messages)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(refusals).toContain((error as AppError).code);
      }
    }),
    { numRuns: 400 },
  );
});

test.each(all)(
  "$name: whatever was parsed is written, or refused by name",
  (dialect) => {
    fc.assert(
      fc.property(body, fc.constantFrom(...all), (json, target) => {
        try {
          const { request } = dialect.parse(json, {
            model: "m",
            stream: false,
          });
          JSON.stringify(target.encode(request, {}).body);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(refusals).toContain((error as AppError).code);
        }
      }),
      { numRuns: 400 },
    );
  },
);

test.each(all)(
  "$name: no frame of an upstream throws, and none is an error reply's end",
  (dialect) => {
    const data = fc.oneof(
      wireJson.map((json) => JSON.stringify(json)),
      fc.string(),
      fc.constant("[DONE]"),
    );
    const frames = fc.array(
      fc.record({ data, event: words }, { requiredKeys: ["data"] }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(frames, (sent) => {
        const decoder = dialect.createDecoder();
        const writer = dialect.createWriter({
          id: "x",
          model: "m",
          created: 0,
          includeUsage: true,
        });
        const events = [
          ...sent.flatMap((frame) => decoder.decode(frame)),
          ...decoder.end(),
        ];
        const written = [
          ...events.flatMap((event) => writer.write(event)),
          ...writer.end(),
        ];
        for (const frame of written) expect(typeof frame.data).toBe("string");
      }),
      { numRuns: 400 },
    );
  },
);

test.each(all)(
  "$name: any body of a failed call is an error of ours",
  (dialect) => {
    fc.assert(
      fc.property(
        wireJson,
        fc.integer({ min: 400, max: 599 }),
        (json, status) => {
          expect(dialect.readError({ status, body: json })).toBeInstanceOf(
            AppError,
          );
          expect(dialect.readError({ body: json })).toBeInstanceOf(AppError);
        },
      ),
      { numRuns: 200 },
    );
  },
);
