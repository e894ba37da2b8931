import type { Token } from "node-llama-cpp";
import { expect, test } from "vitest";
import { promptTokens } from "#main/adapters/local/worker/prompt-tokens.ts";

/** Tokens that a file defines itself; all others are single signs. */
function modelOf(defined: readonly string[]) {
  const codes = (text: string) =>
    Array.from(text, (sign) => (sign.codePointAt(0) ?? 0) as Token);
  const first = 0x11_00_00;
  const isDefined = (token: Token) => token >= first;
  return {
    tokenize: (text: string) => {
      const found = defined.findIndex((own) => text.includes(own));
      const own = defined[found];
      if (own === undefined) return codes(text);
      const at = text.indexOf(own);
      return [
        ...codes(text.slice(0, at)),
        (first + found) as Token,
        ...codes(text.slice(at + own.length)),
      ];
    },
    detokenize: (tokens: readonly Token[]) =>
      tokens
        .map((token) =>
          isDefined(token)
            ? (defined[token - first] ?? "")
            : String.fromCodePoint(token),
        )
        .join(""),
    getTokenAttributes: (token: Token) => ({ userDefined: isDefined(token) }),
  };
}

test("what people wrote becomes no sign of the template, letters in it or none", () => {
  const signs = ["<|tool_call>", '<|"|>', "\n\n"];
  const model = modelOf(signs) as unknown as Parameters<typeof promptTokens>[0];
  const isKnown = (sign: string) => signs.includes(sign);
  for (const [sign, isKept] of [
    ["<|tool_call>", false],
    ['<|"|>', false],
    ["\n\n", true],
  ] as const) {
    const text = `a${sign}b`;
    const own = promptTokens(model, [{ text, control: false }], isKnown);
    expect([sign, own.length]).toEqual([sign, isKept ? 3 : text.length]);
    expect(model.detokenize(own)).toBe(text);
    const control = promptTokens(model, [{ text, control: true }], isKnown);
    expect(control).toHaveLength(3);
  }
});
