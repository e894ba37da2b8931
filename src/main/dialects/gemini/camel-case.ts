import { invalidRequest } from "../check-wire.ts";
import { isObject } from "../json.ts";

/** Names that Google also takes in snake case, by that form. */
const names: ReadonlyMap<string, string> = new Map(
  [
    "systemInstruction",
    "toolConfig",
    "generationConfig",
    "safetySettings",
    "cachedContent",
    "inlineData",
    "fileData",
    "mimeType",
    "fileUri",
    "functionCall",
    "functionResponse",
    "thoughtSignature",
    "functionDeclarations",
    "parametersJsonSchema",
    "functionCallingConfig",
    "allowedFunctionNames",
    "topP",
    "topK",
    "frequencyPenalty",
    "presencePenalty",
    "maxOutputTokens",
    "stopSequences",
    "responseMimeType",
    "responseSchema",
    "responseJsonSchema",
    "candidateCount",
    "responseModalities",
    "thinkingConfig",
    "includeThoughts",
    "thinkingBudget",
    "thinkingLevel",
    "googleSearch",
    "codeExecution",
    "urlContext",
  ].map((name) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name,
  ]),
);

/** What stands below these is the caller's own and keeps its names. */
const opaque: ReadonlySet<string> = new Set([
  "args",
  "response",
  "parameters",
  "parametersJsonSchema",
  "responseSchema",
  "responseJsonSchema",
  "labels",
]);

/**
 * The same value with known names in camel case. Throws AppError `invalid-request` where one stands in both
 * forms: nobody knows which of them Google goes by.
 */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = names.get(key) ?? key;
      if (name !== key && Object.hasOwn(value, name))
        throw invalidRequest(key, `stands there as \`${name}\` as well`);
      return [name, opaque.has(name) ? inner : camelCased(inner)];
    }),
  );
}
