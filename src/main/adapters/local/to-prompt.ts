import { shares } from "#main/dialects/effort.ts";
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

/** A number bounds the thoughts as it is, a word by its share of what the reply may have. */
function thinkingOf({
  reasoning,
}: Parameters): Pick<
  Prompt,
  "thinking" | "effort" | "thoughtTokens" | "thoughtShare"
> {
  if (!reasoning) return {};
  const { enabled, effort, maxTokens: thoughtTokens } = reasoning;
  if (enabled === false || effort === "none")
    return { thinking: false, thoughtTokens: 0 };
  if (thoughtTokens !== undefined) return { thinking: true, thoughtTokens };
  if (effort === undefined) return { thinking: true };
  return { thinking: true, effort, thoughtShare: shares[effort] };
}
