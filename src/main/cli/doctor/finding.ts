/** What the doctor saw at one place. */
export interface Finding {
  /** Stable name, for scripts. */
  readonly id: string;
  /** `missing` is essential: without it the program does not work. `note` works with less. */
  readonly status: "ok" | "note" | "missing";
  /** One sentence. */
  readonly summary: string;
  /** What to do about it, one sentence. */
  readonly advice?: string;
}

export function ok(id: string, summary: string): Finding {
  return { id, status: "ok", summary };
}

export function note(id: string, summary: string, advice?: string): Finding {
  return { id, status: "note", summary, ...(advice && { advice }) };
}

export function missing(id: string, summary: string, advice?: string): Finding {
  return { id, status: "missing", summary, ...(advice && { advice }) };
}

const bytesPerGigabyte = 1024 ** 3;

export function gigabytes(bytes: number): string {
  return `${(bytes / bytesPerGigabyte).toFixed(1)} GB`;
}
