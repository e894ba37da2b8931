import { expect, test } from "vitest";
import { askedOutput } from "#main/domain/prompt/asked-output.ts";
import { exactJson } from "#main/dialects/exact-json.ts";

const none = { least: 0, choices: 1 };
const bounded = { tokens: 5, least: 5, choices: 1 };

test.each<[object, number | undefined, string, object]>([
  [{}, undefined, "{}", none],
  [{}, 5, "{}", bounded],
  [{ reasoning: { maxTokens: 9 } }, undefined, "{}", { ...none, least: 9 }],
  [{}, 5, '{"n":3}', { ...bounded, choices: 3 }],
  [{}, 5, '{"N":"3"}', { ...bounded, choices: 3 }],
  [{}, 5, '{"best_of":4,"n":2}', { ...bounded, choices: 4 }],
  [{}, 5, '{"n":3.00000000000000000001}', { ...bounded, choices: 3 }],
  [
    {},
    5,
    '{"generationConfig":{"candidateCount":8}}',
    { ...bounded, choices: 8 },
  ],
  [{}, 5, '{"n_predict":900}', { tokens: 900, least: 900, choices: 1 }],
  [{}, 5, '{"MAX_TOKENS":900}', { tokens: 900, least: 900, choices: 1 }],
  [{}, 5, '{"options":{"num_predict":-1}}', { least: 5, choices: 1 }],
  // Who bounds a reply by a name that nobody may read has not bounded it.
  [{}, undefined, '{"n_predict":0}', none],
  [{}, 5, '{"n":-3,"n_predict":"","best_of":null,"x":1}', bounded],
])("%j with %s and %s asks for %j", (...row) => {
  const [parameters, maxTokens, fields, asked] = row;
  const extra = exactJson(fields) as Record<string, unknown>;
  const own = maxTokens === undefined ? {} : { maxTokens };
  expect(askedOutput({ parameters: { ...parameters, ...own }, extra })).toEqual(
    asked,
  );
});
