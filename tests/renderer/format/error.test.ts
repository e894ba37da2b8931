import { describe, expect, test } from "vitest";
import {
  AppError,
  errorCodes,
  type ErrorData,
} from "#shared/errors/app-error.ts";
import { describeError } from "#renderer/format/error.ts";

function described(code: (typeof errorCodes)[number], data: ErrorData = {}) {
  return describeError(new AppError(code, { data }).toJSON());
}

describe("errors for people", () => {
  test.each(errorCodes)(
    "%s is one whole sentence, with and without facts",
    (code) => {
      const facts = {
        instance: "OpenRouter",
        model: "x/y",
        path: "/m.gguf",
        parameter: "top_k",
        retryAfterMs: 12_000,
      };
      for (const { sentence } of [described(code), described(code, facts)]) {
        expect(sentence).toMatch(/^(?:[A-Z]|x\/y |\/m\.gguf ).*[.]$/s);
        expect(sentence).not.toMatch(/[{}<>]|undefined|!|errors\./);
      }
    },
  );

  test("the names that a person knows win over ids", () => {
    const json = new AppError("key-rejected", {
      data: { instance: "openrouter-2" },
    }).toJSON();
    expect(describeError(json, { instance: "OpenRouter" }).sentence).toBe(
      "OpenRouter rejected the key.",
    );
  });

  test("a name at the start keeps its spelling", () => {
    expect(described("overloaded", { instance: "lmstudio" }).sentence).toBe(
      "lmstudio is overloaded at the moment.",
    );
  });

  test("a wait is told in whole seconds", () => {
    expect(described("rate-limited", { retryAfterMs: 11_200 })).toMatchObject({
      waitSeconds: 12,
      sentence: "The provider asks to slow down for 12\u00a0s.",
    });
  });

  test.each([
    ["key-rejected", "fix-key"],
    ["out-of-credit", "add-credit"],
    ["rate-limited", "retry"],
    ["context-too-long", "shorten"],
    ["upstream-unreachable", "retry"],
    ["model-not-found", "choose-model"],
    ["file-invalid", "open-file"],
  ] as const)("%s is answered by %s first", (code, action) => {
    expect(described(code).actions[0]).toBe(action);
  });

  test("the upstream's own words go to the details, our code does not", () => {
    expect(
      described("upstream-failed", { upstreamMessage: "Boom" }).detail,
    ).toBe("Boom");
    expect(described("upstream-failed").detail).toBeUndefined();
  });
});
