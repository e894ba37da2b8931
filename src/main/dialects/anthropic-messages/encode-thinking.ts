import type { ChatRequest } from "#shared/chat/request.ts";
import { unsupported } from "../check-wire.ts";
import { shares, type Effort } from "../effort.ts";
import type { JsonObject } from "../json.ts";
import type { AnthropicQuirks } from "./quirks.ts";

interface Thinking {
  readonly thinking?: JsonObject;
  readonly output_config?: JsonObject;
}

/** Below this, older models refuse. */
const leastBudget = 1024;

/** How much the model shall think, in the form that it knows. */
export function encodeThinking(
  request: ChatRequest,
  quirks: AnthropicQuirks,
  maxTokens: number,
): Thinking {
  const { reasoning } = request.parameters;
  // This dialect's own callers know their model: their words are among the extra fields.
  if (!reasoning || request.dialect === "anthropic-messages") return {};
  const { exclude: _, ...asked } = reasoning;
  if (Object.keys(asked).length === 0) return {};
  const { enabled, effort } = reasoning;
  if (enabled === false || effort === "none")
    return {
      thinking: { type: "disabled" },
      ...(effort === "none" ? {} : outputConfig(effort, quirks)),
    };
  if (reasoning.maxTokens !== undefined)
    return {
      thinking: { type: "enabled", budget_tokens: reasoning.maxTokens },
      ...outputConfig(effort, quirks),
    };
  if (quirks.thinkingStyle === "budget") return budget(effort, maxTokens);
  return { thinking: { type: "adaptive" }, ...outputConfig(effort, quirks) };
}

function outputConfig(
  effort: Effort | undefined,
  quirks: AnthropicQuirks,
): Thinking {
  if (effort === undefined || quirks.thinkingStyle === "budget") return {};
  const word = effort === "minimal" ? "low" : effort;
  return { output_config: { effort: word } };
}

function budget(effort: Effort | undefined, maxTokens: number): Thinking {
  const wanted = Math.floor(maxTokens * shares[effort ?? "medium"]);
  const tokens = Math.max(leastBudget, Math.min(wanted, maxTokens - 1));
  if (tokens >= maxTokens)
    throw unsupported(
      "max_tokens",
      `must be more than ${leastBudget} for this model to reason`,
    );
  return { thinking: { type: "enabled", budget_tokens: tokens } };
}
