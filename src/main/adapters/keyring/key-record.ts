import { createHmac, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";
import type { PrivateFiles } from "#main/ports/private-files.ts";

const common = {
  format: z.literal(1),
  /** Names the data directory; the account in the keyring. */
  id: z.uuid(),
  /** Tells the right key from another without opening the store. Base64. */
  check: z.string(),
  createdAt: z.iso.datetime(),
};

/** How the passphrase wraps the key: scrypt to AES-256-GCM. Base64 throughout. */
export const wrappingSchema = z.object({
  salt: z.string(),
  cost: z.int(),
  blockSize: z.int(),
  parallelization: z.int(),
  nonce: z.string(),
  sealedKey: z.string(),
});
export type Wrapping = z.infer<typeof wrappingSchema>;

const keyRecordSchema = z.discriminatedUnion("source", [
  z.strictObject({ ...common, source: z.literal("keyring") }),
  z.strictObject({ ...common, source: z.literal("file") }),
  z.strictObject({
    ...common,
    source: z.literal("passphrase"),
    wrapping: wrappingSchema,
  }),
]);

/** Where the master key of a data directory lives: the content of `key.json`. Holds no key itself. */
export type KeyRecord = z.infer<typeof keyRecordSchema>;
export type KeySource = KeyRecord["source"];

export function recordPath(dataDir: string): string {
  return join(dataDir, "key.json");
}

/** Throws AppError `secret-missing` for a record that cannot be understood. */
export function readKeyRecord(
  files: PrivateFiles,
  dataDir: string,
): KeyRecord | undefined {
  const path = recordPath(dataDir);
  const text = files.read(path);
  if (text === undefined) return undefined;
  try {
    return keyRecordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("secret-missing", {
      message: `${path} is damaged, so the data's key cannot be found. Bring the file back from a backup.`,
      data: { path },
      cause,
    });
  }
}

/** False if another process recorded its key first. */
export function createKeyRecord(
  files: PrivateFiles,
  dataDir: string,
  record: KeyRecord,
): boolean {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  return files.create(recordPath(dataDir), text);
}

export function keyCheck(key: Uint8Array): string {
  return createHmac("sha256", key)
    .update("ModelDocker key check")
    .digest("base64");
}

export function passesCheck(key: Uint8Array, check: string): boolean {
  const expected = Buffer.from(check, "base64");
  const actual = Buffer.from(keyCheck(key), "base64");
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
