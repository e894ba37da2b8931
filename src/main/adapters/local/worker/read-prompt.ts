import type { LlamaContextSequence, Token } from "node-llama-cpp";

/** How long a stopped decoder may go on with the step that runs; its caller is told at once. */
const stepMilliseconds = 150;
/** Smaller steps would read a long prompt noticeably slower. */
const firstStep = 64;

/**
 * Evaluates the prompt but its last token, which the first sampling needs. What the sequence already
 * holds of it is kept. Steps grow to what this machine reads within 150 ms. Throws the signal's reason.
 */
export async function readPrompt(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  {
    signal,
    onFraction,
  }: { signal: AbortSignal; onFraction: (fraction: number) => void },
): Promise<void> {
  const target = tokens.slice(0, -1);
  await sequence.adaptStateToTokens(target, false);
  const maxStep = sequence.context.batchSize;
  let step = Math.min(firstStep, maxStep);
  let done = sequence.nextTokenIndex;
  while (done < target.length) {
    signal.throwIfAborted();
    const start = performance.now();
    const chunk = target.slice(done, done + step);
    await sequence.evaluateWithoutGeneratingNewTokens(chunk);
    done += chunk.length;
    const elapsed = Math.max(performance.now() - start, 0.1);
    const fitting = Math.floor((chunk.length * stepMilliseconds) / elapsed);
    step = Math.min(Math.max(fitting, firstStep), step * 4, maxStep);
    if (done < target.length) onFraction(done / target.length);
  }
  signal.throwIfAborted();
}
