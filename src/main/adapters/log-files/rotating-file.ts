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

/** A text file that grows by whole lines and makes way for a new one. Its methods never throw. */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #file: number | undefined;
  #bytes = 0;

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

  write(line: string): void {
    const length = Buffer.byteLength(line);
    if (this.#bytes > 0 && this.#bytes + length > this.#options.maxBytes)
      this.#rotate();
    if (this.#file === undefined) return;
    try {
      writeSync(this.#file, line);
      this.#bytes += length;
    } catch {
      // A full disk must not stop what is being logged.
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
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
