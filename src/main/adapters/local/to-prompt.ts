import { shares, usualBound } from "#main/dialects/effort.ts";
import type { LocalGenerateRequest } from "#main/ports/local-runtime.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import { promptTurns } from "./prompt-turns.ts";
import type { Prompt } from "./protocol.ts";

/** A request as the process that holds the model reads it. */
export function toPrompt(request: LocalGenerateRequest): Prompt {
  const { reasoning: _, ...parameters } = request.parameters;
  const { tools, jsonSchema } = request;
  return {
    turns: [...promptTurns(request.messages)],
    parameters,
    ...thinkingOf(request.parameters),
    ...(tools ? { tools: { ...tools, offered: [...tools.offered] } } : {}),
    ...(jsonSchema ? { jsonSchema } : {}),
  };
}

/** A number bounds the thoughts as it is, a word by its share of the reply's bound. */
function thinkingOf({
  reasoning,
  maxTokens = usualBound,
}: Parameters): Pick<Prompt, "thinking" | "thoughtTokens"> {
  if (!reasoning) return {};
  const { enabled, effort, maxTokens: budget } = reasoning;
  if (enabled === false || effort === "none")
    return { thinking: false, thoughtTokens: 0 };
  const share = effort && Math.max(1, Math.floor(shares[effort] * maxTokens));
  const thoughtTokens = budget ?? share;
  return {
    thinking: true,
    ...(thoughtTokens === undefined ? {} : { thoughtTokens }),
  };
}
