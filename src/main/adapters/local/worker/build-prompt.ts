import type { Token } from "node-llama-cpp";
import type { Prompt } from "../protocol.ts";
import type { CallSyntax } from "./call-syntax.ts";
import { completionText } from "./completion-text.ts";
import type { LoadedModel } from "./load-model.ts";
import { promptTokens } from "./prompt-tokens.ts";
import type { ThoughtMarkers } from "./thought-splitter.ts";

export interface BuiltPrompt {
  readonly prompting: "chat-template" | "completion";
  readonly tokens: Token[];
  readonly stops: readonly string[];
  readonly thought?: ThoughtMarkers;
  readonly calls?: CallSyntax;
}

/** The tokens that the model reads: its own template's, or the plain text where it has none. */
export function buildPrompt(loaded: LoadedModel, prompt: Prompt): BuiltPrompt {
  const { model, template } = loaded;
  if (!template) {
    const tokens = model.tokenize(completionText(prompt.turns));
    return {
      prompting: "completion",
      tokens: withBeginning(loaded, tokens),
      stops: [],
    };
  }
  const { turns, effort, thinking, tools } = prompt;
  const rendered = template.render(turns, effort ?? thinking, tools);
  return {
    prompting: "chat-template",
    tokens: withBeginning(
      loaded,
      promptTokens(model, rendered.pieces, template.knows),
    ),
    stops: [rendered.endOfTurn],
    ...(rendered.thought ? { thought: rendered.thought } : {}),
    ...(rendered.calls ? { calls: rendered.calls } : {}),
  };
}

/** Most templates write the token that begins a text themselves; never twice. */
function withBeginning({ model }: LoadedModel, tokens: Token[]): Token[] {
  const { bos, shouldPrependBosToken } = model.tokens;
  if (bos === null) return tokens;
  const isMissing = shouldPrependBosToken && tokens[0] !== bos;
  // Nothing to read at all would give nothing to continue from.
  return isMissing || tokens.length === 0 ? [bos, ...tokens] : tokens;
}
