import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { beforeEach, expect, test, vi } from "vitest";
import { gatewayToken } from "#main/domain/access/gateway-token.ts";
import { readCredential } from "#main/hosts/gateway/credentials.ts";
import type { GatewayKey } from "#main/ports/access-store.ts";
import { createGatekeeper } from "#main/services/access/gatekeeper.ts";

/**
 * No clock can show here that a comparison takes the same time whatever is compared; what can be shown
 * is what is compared, and by what. Two credentials of one request: digests of one length, by Node's
 * own constant-time comparison. A credential with the keys that are known: never as a text at all, only
 * as the digest of all of it, or by argon2's own verification.
 */
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

const compared = vi.mocked(timingSafeEqual);
beforeEach(() => void compared.mockClear());

const digest = (text: string) => createHash("sha256").update(text).digest();
const token = gatewayToken(new Uint8Array(48).fill(7));

function read(first: string, second: string) {
  const rawHeaders = ["X-Api-Key", first, "x-goog-api-key", second];
  return readCredential(
    { rawHeaders } as unknown as IncomingMessage,
    new URLSearchParams(),
  );
}

test.each([
  ["the same", token, "token"],
  ["other from its first letter on", `x${token.slice(1)}`, "conflict"],
  ["other in its last letter", `${token.slice(0, -1)}x`, "conflict"],
  ["shorter", token.slice(0, 8), "conflict"],
  ["longer", `${token}x`, "conflict"],
])("two credentials, %s: their digests are compared", (_name, other, type) => {
  expect(read(token, other)).toMatchObject({ type });
  expect(compared.mock.calls).toEqual([[digest(other), digest(token)]]);
});

test("a credential is compared with keys as a whole: by its full digest, else by the slow hash", async () => {
  const key = { id: "key_1", scopes: [], allow: [], deny: [] };
  const verified: string[] = [];
  const asked: string[] = [];
  const gatekeeper = createGatekeeper({
    digest: (text) => digest(text).toString("base64"),
    clock: { now: () => 0 },
    hasher: {
      verify: async (_hash, given) => {
        verified.push(given);
        return given === token;
      },
    },
    store: {
      revision: () => 1,
      list: () => [key as unknown as GatewayKey],
      noteUse: () => undefined,
      findByPrefix(prefix) {
        asked.push(prefix);
        return [{ key: key as unknown as GatewayKey, hash: "hash" }];
      },
    },
  });
  const identify = async (given: string) =>
    (await gatekeeper.identify(given)).type;
  expect(await identify(token)).toBe("key");
  // Known by now: the slow hash is not asked again, and a part of the token is not enough.
  expect(await identify(token)).toBe("key");
  expect(verified).toEqual([token]);
  // Whichever letter behind the open prefix differs, the whole text goes to the slow hash.
  const others = [12, 30, token.length - 1].map(
    (index) => `${token.slice(0, index)}0${token.slice(index + 1)}`,
  );
  for (const other of others) expect(await identify(other)).toBe("unknown");
  expect(verified).toEqual([token, ...others]);
  // Keys are found by what is shown of them anyway.
  expect(new Set(asked)).toEqual(new Set([token.slice(0, 12)]));
});
