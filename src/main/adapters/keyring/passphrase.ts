import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  scrypt,
  type ScryptOptions,
} from "node:crypto";
import { AppError } from "#shared/errors/app-error.ts";
import type { Wrapping } from "./key-record.ts";

const cipher = "aes-256-gcm";
const tagBytes = 16;
/** 128 MiB and about half a second per guess. */
const strength = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };
/** A record that asks for more would only be one that somebody planted. */
const mostMemory = 1024 * 1024 * 1024;

/** Seals the key, so that a passphrase can change without touching the data. */
export async function wrapKey(
  key: Uint8Array,
  passphrase: string,
): Promise<Wrapping> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const wrappingKey = await derive(passphrase, salt, strength);
  const sealing = createCipheriv(cipher, wrappingKey, nonce);
  const sealed = [sealing.update(key), sealing.final(), sealing.getAuthTag()];
  return {
    salt: salt.toString("base64"),
    ...strength,
    nonce: nonce.toString("base64"),
    sealedKey: Buffer.concat(sealed).toString("base64"),
  };
}

/** Throws AppError `store-locked` for another passphrase. */
export async function unwrapKey(
  wrapping: Wrapping,
  passphrase: string,
): Promise<Uint8Array> {
  const salt = Buffer.from(wrapping.salt, "base64");
  const sealed = Buffer.from(wrapping.sealedKey, "base64");
  try {
    const wrappingKey = await derive(passphrase, salt, wrapping);
    const nonce = Buffer.from(wrapping.nonce, "base64");
    const opening = createDecipheriv(cipher, wrappingKey, nonce);
    opening.setAuthTag(sealed.subarray(-tagBytes));
    const opened = opening.update(sealed.subarray(0, -tagBytes));
    return Buffer.concat([opened, opening.final()]);
  } catch (cause) {
    throw new AppError("store-locked", {
      message:
        "MODELDOCKER_PASSPHRASE is not the passphrase that this data was created with.",
      cause,
    });
  }
}

function derive(
  passphrase: string,
  salt: Buffer,
  { cost, blockSize, parallelization }: typeof strength,
): Promise<Buffer> {
  const options: ScryptOptions = {
    cost,
    blockSize,
    parallelization,
    maxmem: mostMemory,
  };
  // The same words typed on another system may come composed otherwise.
  const text = passphrase.normalize("NFKC");
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
