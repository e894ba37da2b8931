import { expect, test } from "vitest";
import { ExtraWriter } from "#main/dialects/foreign-extra.ts";

const request = { model: "m", messages: [], parameters: {} };

test("a field named like something that every object has is refused as any other", () => {
  const names = ["constructor", "toString", "valueOf", "__proto__"];
  for (const dialect of ["openai-chat", "anthropic-messages"] as const) {
    const extras = new ExtraWriter({ ...request, dialect }, "gemini");
    for (const name of names) {
      const fields = JSON.parse(`{"${name}": {}}`) as Record<string, unknown>;
      expect(() => extras.fields(fields, "")).toThrow(
        expect.objectContaining({
          code: "unsupported-parameter",
          data: expect.objectContaining({ parameter: name }) as object,
        }),
      );
    }
  }
});
