/** Slow hashes at once: names are looked up and files are read on the same few threads. */
const mostRunning = 2;
const mostWaiting = 16;

/** Has `work` of that name done in turn; undefined where too much of the same name waits already. */
export type InTurn = <Result>(
  name: string,
  work: () => Promise<Result>,
) => Promise<Result> | undefined;

/** Little work at once, and names by turns: who brings much of one does not keep the others waiting. */
export function createTurns(): InTurn {
  /** The order of the map is the order of turns. */
  const waiting = new Map<string, readonly (() => void)[]>();
  let running = 0;

  function next(): void {
    const [turn] = waiting;
    if (turn === undefined) {
      running -= 1;
      return;
    }
    const [name, [begin, ...others]] = turn;
    waiting.delete(name);
    if (others.length > 0) waiting.set(name, others);
    begin?.();
  }

  return (name, work) => {
    if (running < mostRunning) {
      running += 1;
      return work().finally(next);
    }
    const before = waiting.get(name) ?? [];
    if (before.length >= mostWaiting) return undefined;
    const turn = new Promise<void>((begin) =>
      waiting.set(name, [...before, begin]),
    );
    return turn.then(work).finally(next);
  };
}
