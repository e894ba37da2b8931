/** One verdict over the columns of a comparison. */
export interface Verdict {
  /** Models that were compared, without repeats. */
  readonly models: readonly string[];
  /** The best one's model, all alike, or none good enough (which ranks nobody). */
  readonly outcome: { readonly best: string } | "tie" | "all-bad";
}

export interface Standing {
  readonly model: string;
  /** Elo-like scale: 400 points are odds of 10 to 1, the average of all models is 1,000. */
  readonly rating: number;
  /** Ends of the 95 % interval on the same scale. */
  readonly low: number;
  readonly high: number;
  /** Verdicts in which the model took part, and those that it won or shared. */
  readonly votes: number;
  readonly wins: number;
  readonly ties: number;
}

const pointsPerNat = 400 / Math.LN10;
/** Half a win and half a loss against an average opponent keep few votes from meaning certainty. */
const priorGames = 1;
const mostRounds = 1_000;

/**
 * Bradley–Terry strengths by maximum a posteriori (minorization–maximization), with intervals from
 * the curvature at the optimum. A best-of-N verdict counts as a win over each other column, a tie as
 * half a win each way.
 */
export function rankModels(verdicts: readonly Verdict[]): Standing[] {
  const models = [
    ...new Set(verdicts.flatMap((verdict) => verdict.models)),
  ].sort();
  const place = new Map(models.map((model, index) => [model, index]));
  const size = models.length;
  const won = Array.from({ length: size }, () => new Float64Array(size));
  for (const verdict of verdicts) countVerdict(verdict, place, won);
  const strength = fit(won);
  const errors = standardErrors(won, strength);
  const tallies = tally(verdicts);
  const mean =
    strength.reduce((sum, value) => sum + value, 0) / Math.max(1, size);
  return models
    .map((model, index): Standing => {
      const rating = 1_000 + ((strength[index] ?? 0) - mean) * pointsPerNat;
      const margin = 1.96 * (errors[index] ?? 0) * pointsPerNat;
      const { votes, wins, ties } = tallies.get(model) ?? {
        votes: 0,
        wins: 0,
        ties: 0,
      };
      return {
        model,
        rating,
        low: rating - margin,
        high: rating + margin,
        votes,
        wins,
        ties,
      };
    })
    .sort((a, b) => b.rating - a.rating || a.model.localeCompare(b.model));
}

function countVerdict(
  verdict: Verdict,
  place: ReadonlyMap<string, number>,
  won: readonly Float64Array[],
): void {
  if (verdict.outcome === "all-bad") return;
  const places = verdict.models.map((model) => place.get(model) ?? 0);
  const best =
    typeof verdict.outcome === "object"
      ? place.get(verdict.outcome.best)
      : undefined;
  for (const a of places) {
    for (const b of places) {
      if (a === b) continue;
      const row = won[a];
      if (!row) continue;
      if (best === undefined) row[b] = (row[b] ?? 0) + 0.5;
      else if (a === best) row[b] = (row[b] ?? 0) + 1;
    }
  }
}

/** Log strengths; the prior's opponent stands at 0. */
function fit(won: readonly Float64Array[]): number[] {
  const size = won.length;
  let strength = new Array<number>(size).fill(1);
  for (let round = 0; round < mostRounds; round++) {
    const next = strength.map((own, a) => {
      let wins = priorGames / 2;
      let weight = priorGames / (own + 1);
      for (let b = 0; b < size; b++) {
        const games = (won[a]?.[b] ?? 0) + (won[b]?.[a] ?? 0);
        if (games === 0) continue;
        wins += won[a]?.[b] ?? 0;
        weight += games / (own + (strength[b] ?? 1));
      }
      return wins / weight;
    });
    const moved = Math.max(
      0,
      ...next.map((value, a) => Math.abs(Math.log(value / (strength[a] ?? 1)))),
    );
    strength = next;
    if (moved < 1e-9) break;
  }
  return strength.map(Math.log);
}

/**
 * Standard errors of the strengths relative to their mean: how far all models together stand from the
 * prior's opponent says nothing about who is better, so that common part is projected out.
 */
function standardErrors(
  won: readonly Float64Array[],
  strength: readonly number[],
): number[] {
  const size = won.length;
  const information = Array.from({ length: size }, () =>
    new Array<number>(size).fill(0),
  );
  for (let a = 0; a < size; a++) {
    const row = information[a] ?? [];
    row[a] = priorGames * informationOf(strength[a] ?? 0);
    for (let b = 0; b < size; b++) {
      const games = (won[a]?.[b] ?? 0) + (won[b]?.[a] ?? 0);
      if (a === b || games === 0) continue;
      const value =
        games * informationOf((strength[a] ?? 0) - (strength[b] ?? 0));
      row[a] = (row[a] ?? 0) + value;
      row[b] = -value;
    }
  }
  const covariance = inverse(information);
  const rowMeans = covariance.map(
    (row) => row.reduce((sum, value) => sum + value, 0) / size,
  );
  const mean =
    rowMeans.reduce((sum, value) => sum + value, 0) / Math.max(1, size);
  return covariance.map((row, a) =>
    Math.sqrt(Math.max(0, (row[a] ?? 0) - 2 * (rowMeans[a] ?? 0) + mean)),
  );
}

/** p·(1 − p) of the win probability at a difference of log strengths. */
function informationOf(difference: number): number {
  const p = 1 / (1 + Math.exp(-difference));
  return p * (1 - p);
}

/** Gauss–Jordan; the matrix is symmetric and diagonally dominant, so it needs no pivoting. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, a) => [
    ...row,
    ...row.map((_, b) => (a === b ? 1 : 0)),
  ]);
  for (let a = 0; a < size; a++) {
    const pivotRow = work[a] ?? [];
    const pivot = pivotRow[a] ?? 1;
    for (let column = 0; column < 2 * size; column++)
      pivotRow[column] = (pivotRow[column] ?? 0) / pivot;
    work.forEach((row, b) => {
      const factor = row[a] ?? 0;
      if (b === a || factor === 0) return;
      for (let column = 0; column < 2 * size; column++)
        row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
    });
  }
  return work.map((row) => row.slice(size));
}

function tally(
  verdicts: readonly Verdict[],
): Map<string, { votes: number; wins: number; ties: number }> {
  const tallies = new Map<
    string,
    { votes: number; wins: number; ties: number }
  >();
  for (const { models, outcome } of verdicts) {
    for (const model of models) {
      const entry = tallies.get(model) ?? { votes: 0, wins: 0, ties: 0 };
      entry.votes += 1;
      if (outcome === "tie") entry.ties += 1;
      else if (typeof outcome === "object" && outcome.best === model)
        entry.wins += 1;
      tallies.set(model, entry);
    }
  }
  return tallies;
}
