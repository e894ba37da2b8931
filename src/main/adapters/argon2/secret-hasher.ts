import { hash, verify } from "@node-rs/argon2";
import type { SecretHasher } from "#main/ports/access-store.ts";

/** Argon2id with 19 MiB, two passes, one lane: OWASP's first choice, some 20 ms off the main thread. */
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createArgon2Hasher(): SecretHasher {
  return {
    hash: (secret) => hash(secret, strength),
    async verify(stored, secret) {
      try {
        return await verify(stored, secret);
      } catch {
        return false;
      }
    },
  };
}
