import type { Token } from "node-llama-cpp";
import { AppError } from "#shared/errors/app-error.ts";
import { buildPrompt, type BuiltPrompt } from "./build-prompt.ts";
import type { LoadedModel } from "./load-model.ts";
import { outputGrammar } from "./output-grammar.ts";
import { readPrompt } from "./read-prompt.ts";
import { sampleReply, type Call } from "./sample-reply.ts";

/**
 * One reply, to its `done`. Throws AppError `context-too-long` and `unsupported-parameter` before
 * anything is generated, and the signal's reason once it is aborted.
 */
export async function generate(loaded: LoadedModel, call: Call): Promise<void> {
  const { prompt, signal, emit } = call;
  const built = buildPrompt(loaded, prompt);
  const room = roomFor(loaded, built);
  const grammar = await outputGrammar(loaded, prompt, built);
  emit({ type: "prompting", prompting: built.prompting });
  await readPrompt(loaded.sequence, built.tokens, {
    signal,
    onFraction: (fraction) => emit({ type: "reading", fraction }),
  });
  const generated: Token[] = [];
  const reason = await sampleReply(loaded, built, {
    ...call,
    grammar,
    generated,
    limit: Math.min(prompt.parameters.maxTokens ?? room, room),
  });
  emit({
    type: "done",
    reason,
    inputTokens: built.tokens.length,
    outputTokens: generated.length,
  });
}

/** Tokens that fit after the prompt; the last cell of a context stays free. */
function roomFor({ context }: LoadedModel, { tokens }: BuiltPrompt): number {
  const room = context.contextSize - 1 - tokens.length;
  if (room > 0) return room;
  throw new AppError("context-too-long", {
    message: `The conversation takes ${String(tokens.length)} tokens, the loaded model holds ${String(context.contextSize)}.`,
    data: { inputTokens: tokens.length, contextLength: context.contextSize },
  });
}
