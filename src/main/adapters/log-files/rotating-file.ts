import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

export interface RotatingFileOptions {
  /** Absolute; older ones are beside it as `PATH.1` (newest) and so on. */
  readonly path: string;
  readonly maxBytes: number;
  /** How many older ones are kept. */
  readonly kept: number;
}

/** How long a line may wait for others, and how much of them. */
const gatherMs = 100;
const mostGathered = 64 * 1_024;

/**
 * A text file that grows by whole lines and makes way for a new one. Lines are written together, a
 * moment later, unless one is urgent. Its methods never throw.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #file: number | undefined;
  #bytes = 0;
  #gathered = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
    this.#open();
  }

  /** Newest first; only those that are there. */
  paths(): readonly string[] {
    return this.#names().filter((path) => sizeOf(path) !== undefined);
  }

  bytes(): number {
    const sizes = this.paths().map((path) => sizeOf(path) ?? 0);
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  write(line: string, isUrgent: boolean): void {
    const length = this.#bytes + this.#gathered.length + line.length;
    if (length > this.#options.maxBytes) this.#makeRoom(line);
    this.#gathered += line;
    if (isUrgent || this.#gathered.length > mostGathered) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), gatherMs).unref();
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#gathered;
    this.#gathered = "";
    if (lines === "" || this.#file === undefined) return;
    try {
      this.#bytes += writeSync(this.#file, lines);
    } catch {
      // A full disk must not stop what is being logged.
    }
  }

  close(): void {
    this.flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** A line never stands in two files. */
  #makeRoom(line: string): void {
    this.flush();
    const length = this.#bytes + Buffer.byteLength(line);
    if (this.#bytes > 0 && length > this.#options.maxBytes) this.#rotate();
  }

  #names(): readonly string[] {
    const { path, kept } = this.#options;
    const older = Array.from({ length: kept }, (_, at) => `${path}.${at + 1}`);
    return [path, ...older];
  }

  #open(): void {
    const { path } = this.#options;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#file = openSync(path, "a", 0o600);
      this.#bytes = fstatSync(this.#file).size;
    } catch {
      this.#file = undefined;
    }
  }

  #rotate(): void {
    this.close();
    const names = this.#names();
    try {
      rmSync(names.at(-1) ?? "", { force: true });
      for (let at = names.length - 1; at > 0; at -= 1)
        if (sizeOf(names[at - 1] ?? "") !== undefined)
          renameSync(names[at - 1] ?? "", names[at] ?? "");
    } catch {
      // What cannot be moved is written on.
    }
    this.#open();
  }
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
