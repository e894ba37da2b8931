import type { Cipheriv } from "node:crypto";
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import type { Reservation } from "#main/ports/ledger.ts";
import type { ConnectionOptions } from "./connection.ts";
import {
  beginJournal,
  journalFilesOf,
  journalKeyOf,
  nextJournalFileOf,
  readJournal,
  type LeftJournal,
} from "./journal-files.ts";
import { storeError, translateStoreError } from "./store-errors.ts";

interface OpenFile {
  readonly descriptor: number;
  readonly cipher: Cipheriv;
  length: number;
  /** What it began with: the attempts that were open then. */
  readonly firstLength: number;
}

/** What a file may grow by, about five thousand attempts, before it starts anew with those that are open. */
const usualLongBytes = 1024 * 1024;

/** Lines that are handed to the system together. */
interface Pending {
  text: string;
  readonly handed: PromiseWithResolvers<void>;
}

export interface ReservationJournalOptions extends ConnectionOptions {
  readonly longBytes?: number;
  /** Answers how many bytes the system took. */
  readonly write?: (descriptor: number, bytes: Buffer) => number;
}

/**
 * What is owed if the program is killed: each reservation is a line of JSON in an encrypted file
 * beside the store, there before its attempt goes out. Handing lines to the system takes a few
 * microseconds, where a transaction takes a hundred; like one, they outlive the program, not a
 * power cut. Lines of attempts that have ended stay until the file starts anew.
 */
export class ReservationJournal {
  readonly #path: string;
  readonly #key: Buffer;
  readonly #longBytes: number;
  readonly #write: (descriptor: number, bytes: Buffer) => number;
  #file: OpenFile | undefined;
  #pending: Pending | undefined;
  #isClosed = false;
  /** Files of this run, the one that is written last. */
  #own: string[] = [];

  constructor(options: ReservationJournalOptions) {
    const {
      path,
      key,
      longBytes = usualLongBytes,
      write = writeSync,
    } = options;
    this.#path = path;
    this.#key = journalKeyOf(key);
    this.#longBytes = longBytes;
    this.#write = write;
  }

  /**
   * Resolves once the system has it, with what else comes before this turn of the event loop goes on.
   * Rejects with AppError `store-full`, `store-unwritable`: then nothing that came with it is owed.
   */
  append(reservation: Reservation): Promise<void> {
    const line = lineOf(reservation);
    if (this.#pending !== undefined) this.#pending.text += line;
    else {
      this.#pending = { text: line, handed: Promise.withResolvers() };
      // Who waits for it is told what it throws.
      queueMicrotask(() => void did(() => this.#flush()));
    }
    return this.#pending.handed.promise;
  }

  /** The same before this returns; throws the AppError. */
  appendNow(reservation: Reservation): void {
    this.#flush();
    this.#hand(lineOf(reservation));
  }

  get isLong(): boolean {
    if (this.#file === undefined) return false;
    const { length, firstLength } = this.#file;
    return length - firstLength > this.#longBytes;
  }

  /** Goes on in a new file with what is still open; the files before it go. Where that fails, they stay. */
  renew(open: Iterable<Reservation>): void {
    // What could not be handed over is not open, which whoever reserved it does not know yet.
    if (!did(() => this.#flush())) return;
    const [before, last] = [this.#own, this.#file];
    const lines = Array.from(open, lineOf).join("");
    this.#own = [];
    const isNew = did(() => {
      this.#file = lines === "" ? undefined : this.#begin(lines);
    });
    if (!isNew) {
      // Nothing is lost: the next renewal tries again.
      this.#own = before;
      return;
    }
    if (last !== undefined) did(() => closeSync(last.descriptor));
    const stay = before.filter(
      (path) => !did(() => rmSync(path, { force: true })),
    );
    this.#own.unshift(...stay);
  }

  /** Leaves what is still open for the next start, and no file where that is nothing. */
  close(open: Iterable<Reservation>): void {
    if (this.#isClosed) return;
    this.renew(open);
    this.#isClosed = true;
    const last = this.#file;
    this.#file = undefined;
    if (last !== undefined) did(() => closeSync(last.descriptor));
  }

  /** What files of earlier runs say, the oldest first. */
  left(): readonly LeftJournal[] {
    return journalFilesOf(this.#path)
      .filter((path) => !this.#own.includes(path))
      .map((path) => readJournal(path, this.#key));
  }

  #flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    try {
      this.#hand(pending.text);
    } catch (error) {
      pending.handed.reject(error);
      throw error;
    }
    pending.handed.resolve();
  }

  #hand(lines: string): void {
    if (this.#isClosed) throw storeError("store-unwritable", this.#path);
    if (this.#file === undefined) this.#file = this.#begin(lines);
    else this.#goOn(this.#file, lines);
  }

  #begin(lines: string): OpenFile {
    const { head, cipher } = beginJournal(this.#key);
    const bytes = Buffer.concat([head, cipher.update(lines, "utf8")]);
    const { length } = bytes;
    let path: string | undefined;
    let descriptor: number | undefined;
    try {
      path = nextJournalFileOf(this.#path);
      // What is left of an earlier run is never written over.
      descriptor = openSync(path, "ax", 0o600);
      this.#writeWhole(descriptor, bytes);
      this.#own.push(path);
      return { descriptor, cipher, length, firstLength: length };
    } catch (cause) {
      this.#drop(descriptor, path);
      throw translateStoreError(cause, this.#path);
    }
  }

  #drop(descriptor: number | undefined, path: string | undefined): void {
    if (descriptor === undefined || path === undefined) return;
    did(() => ftruncateSync(descriptor));
    did(() => closeSync(descriptor));
    did(() => rmSync(path, { force: true }));
  }

  #goOn(file: OpenFile, lines: string): void {
    const { descriptor, cipher } = file;
    const bytes = cipher.update(lines, "utf8");
    try {
      this.#writeWhole(descriptor, bytes);
      file.length += bytes.length;
    } catch (cause) {
      // The cipher went on, so that nothing readable could follow here; what stands before counts.
      this.#file = undefined;
      did(() => ftruncateSync(descriptor, file.length));
      did(() => closeSync(descriptor));
      throw translateStoreError(cause, this.#path);
    }
  }

  #writeWhole(descriptor: number, bytes: Buffer): void {
    const taken = this.#write(descriptor, bytes);
    // The system takes less where there is no room for more.
    if (taken < bytes.length) throw storeError("store-full", this.#path);
  }
}

/** False where it threw: for what is tried again, or not missed. */
function did(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function lineOf(reservation: Reservation): string {
  return `${JSON.stringify(reservation)}\n`;
}
