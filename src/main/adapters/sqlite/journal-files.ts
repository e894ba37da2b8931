import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
  type Cipheriv,
} from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Reservation } from "#main/ports/ledger.ts";
import { readReservation } from "./read-reservation.ts";

/** What one file of an earlier run says. */
export interface LeftJournal {
  readonly path: string;
  /** Of an attempt that was raised the last counts. */
  readonly reservations: readonly Reservation[];
  /** False: there is more in it, or it cannot be read. */
  readonly isWhole: boolean;
}

const magic = Buffer.from("MDOPEN1\n");
const nonceBytes = 16;
const algorithm = "aes-256-ctr";

export function journalKeyOf(storeKey: Uint8Array): Buffer {
  const key = hkdfSync("sha256", storeKey, "", "reservation journal", 32);
  return Buffer.from(key);
}

/** How a new file begins, and what encrypts the lines that follow. */
export function beginJournal(key: Uint8Array): {
  readonly head: Buffer;
  readonly cipher: Cipheriv;
} {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce);
  // The second one tells whether a key is the file's own.
  return { head: Buffer.concat([magic, nonce, cipher.update(magic)]), cipher };
}

/** Never throws: what cannot be read is not whole. */
export function readJournal(path: string, key: Uint8Array): LeftJournal {
  const text = decrypted(path, key);
  if (text === undefined) return { path, reservations: [], isWhole: false };
  const lines = text.split("\n");
  // Of a line without its end the call was not sent. A line of JSON has no control characters.
  const torn = lines.pop() ?? "";
  const isTorn = Array.from(torn).every((character) => character >= " ");
  const all = lines.map(readReservation);
  const reservations = all.filter((each) => each !== undefined);
  const isWhole = isTorn && reservations.length === all.length;
  return { path, reservations, isWhole };
}

function decrypted(path: string, key: Uint8Array): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  if (bytes.length === 0) return "";
  const nonce = bytes.subarray(magic.length, magic.length + nonceBytes);
  if (nonce.length < nonceBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, nonce);
  const plain = decipher.update(bytes.subarray(magic.length + nonceBytes));
  const isOurs = [bytes, plain].every((each) =>
    each.subarray(0, magic.length).equals(magic),
  );
  return isOurs ? plain.subarray(magic.length).toString("utf8") : undefined;
}

/** Files that hold what is owed beside a store, the oldest first. */
export function journalFilesOf(storePath: string): readonly string[] {
  const prefix = `${basename(storePath)}-open-`;
  const folder = dirname(storePath);
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ name, number: name.slice(prefix.length) }))
    .filter(({ number }) => /^\d{1,15}$/.test(number))
    .sort((one, other) => Number(one.number) - Number(other.number))
    .map(({ name }) => join(folder, name));
}

/** A name that no file has, after those of all files. */
export function nextJournalFileOf(storePath: string): string {
  const start = `${storePath}-open-`;
  const newest = journalFilesOf(storePath).at(-1) ?? `${start}0`;
  return `${start}${Number(newest.slice(newest.lastIndexOf("-") + 1)) + 1}`;
}
