/** Who was asked. */
export interface Asked {
  readonly instance: string;
  readonly model: string;
}

/** What calls of models whose price nobody knows have cost, by what their upstreams told, in this run. */
export interface UsualCosts {
  note(asked: Asked, nanoUsd: number): void;
  /** Mean of the latest in nano-dollars, of whichever is dearest; 0 where nobody told any. */
  mostOf(all: readonly Asked[]): number;
}

/** How many calls the mean is taken over: a dear one is forgotten after a while. */
const mostCalls = 20;
const mostModels = 1_000;

interface Mean {
  nanoUsd: number;
  calls: number;
}

export function createUsualCosts(): UsualCosts {
  const means = new Map<string, Mean>();
  const nameOf = ({ instance, model }: Asked) => `${instance}:${model}`;
  return {
    note(asked, nanoUsd) {
      const name = nameOf(asked);
      const mean = means.get(name) ?? { nanoUsd: 0, calls: 0 };
      if (means.size >= mostModels) means.clear();
      means.set(name, mean);
      mean.calls = Math.min(mean.calls + 1, mostCalls);
      mean.nanoUsd += (nanoUsd - mean.nanoUsd) / mean.calls;
    },
    mostOf(all) {
      let most = 0;
      if (means.size > 0)
        for (const asked of all)
          most = Math.max(most, means.get(nameOf(asked))?.nanoUsd ?? 0);
      return Math.round(most);
    },
  };
}
