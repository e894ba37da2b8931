const restMs = 2_000;

/** At once, and then at most every two seconds; the last call is never lost. */
export function rarely(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  function rest(): void {
    timer = undefined;
    if (isWanted) call();
  }
  function call(): void {
    isWanted = timer !== undefined;
    if (isWanted) return;
    timer = setTimeout(rest, restMs);
    act();
  }
  return call;
}
