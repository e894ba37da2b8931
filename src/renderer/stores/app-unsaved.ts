/** What a person changed and the backend has not confirmed yet; whatever it tells meanwhile may be older. */
export interface Unsaved<Value extends object> {
  /** Until the returned function is called. */
  hold(change: Partial<Value>): () => void;
  /** What the backend tells, with what is held in its place. */
  over(told: Value): Value;
}

export function createUnsaved<Value extends object>(): Unsaved<Value> {
  const held = new Set<Partial<Value>>();
  return {
    hold: (change) => {
      held.add(change);
      return () => void held.delete(change);
    },
    over: (told) => Object.assign({}, told, ...held) as Value,
  };
}
