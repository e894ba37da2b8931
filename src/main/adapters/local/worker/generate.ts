import type { Token } from "node-llama-cpp";
import type { FinishReason } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Prompt, WorkerEvent } from "../protocol.ts";
import { buildPrompt, type BuiltPrompt } from "./build-prompt.ts";
import type { LoadedModel } from "./load-model.ts";
import { readPrompt } from "./read-prompt.ts";
import { grammarFor, samplingOptions } from "./sampling.ts";
import { StopMatcher } from "./stop-matcher.ts";
import { TokenDecoder } from "./text-decoder.ts";
import { ThoughtSplitter } from "./thought-splitter.ts";

/** A grammar's only way on after the value; within one, line breaks are escaped or indented. */
const endOfJson = "\n\n\n\n";

interface Call {
  readonly prompt: Prompt;
  readonly signal: AbortSignal;
  readonly emit: (event: WorkerEvent) => void;
}

/**
 * One reply, to its `done`. Throws AppError `context-too-long` and `unsupported-parameter` before
 * anything is generated, and the signal's reason once it is aborted.
 */
export async function generate(loaded: LoadedModel, call: Call): Promise<void> {
  const { prompt, signal, emit } = call;
  const built = buildPrompt(loaded, prompt);
  const room = roomFor(loaded, built);
  const grammar =
    prompt.jsonSchema && (await grammarFor(loaded, prompt.jsonSchema));
  emit({ type: "prompting", prompting: built.prompting });
  await readPrompt(loaded.sequence, built.tokens, {
    signal,
    onFraction: (fraction) => emit({ type: "reading", fraction }),
  });
  const generated: Token[] = [];
  const reason = await sample(loaded, built, {
    ...call,
    generated,
    limit: Math.min(prompt.parameters.maxTokens ?? room, room),
    options: {
      ...samplingOptions(prompt, generated),
      ...(grammar ? { grammarEvaluationState: grammar } : {}),
    },
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

interface Sampling extends Call {
  readonly generated: Token[];
  readonly limit: number;
  readonly options: ReturnType<typeof samplingOptions>;
}

async function sample(
  { model, sequence }: LoadedModel,
  built: BuiltPrompt,
  { prompt, signal, emit, generated, limit, options }: Sampling,
): Promise<FinishReason> {
  const decoder = new TokenDecoder(model, built.tokens);
  const stops = [
    ...built.stops,
    ...(prompt.parameters.stop ?? []),
    ...(prompt.jsonSchema ? [endOfJson] : []),
  ];
  const matcher = new StopMatcher(stops);
  const splitter = new ThoughtSplitter(built.thought);
  const send = (text: string) => splitter.push(text).forEach(emit);
  let reason: FinishReason = "stop";
  const last = built.tokens.slice(-1);
  for await (const token of sequence.evaluate(last, options)) {
    signal.throwIfAborted();
    generated.push(token);
    const { text, stopped } = matcher.push(decoder.push(token));
    send(text);
    if (stopped) return finish();
    if (generated.length < limit) continue;
    reason = "length";
    break;
  }
  const { text, stopped } = matcher.push(decoder.flush());
  send(text);
  if (stopped) reason = "stop";
  else send(matcher.flush());
  return finish();

  function finish(): FinishReason {
    splitter.flush().forEach(emit);
    return reason;
  }
}
