import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { gatewayToken } from "#main/domain/access/gateway-token.ts";
import type { GatewayKey } from "#main/ports/access-store.ts";
import { createGatekeeper } from "#main/services/access/gatekeeper.ts";

const tokens = [1, 2, 3].map((byte) =>
  gatewayToken(new Uint8Array(48).fill(byte)),
);
const [held = "", known = "", fresh = ""] = tokens;

function start() {
  const keys = tokens.map((token) => {
    const key = { id: token, scopes: [], allow: [], deny: [] };
    return key as unknown as GatewayKey;
  });
  const load = { now: 0, most: 0, all: 0 };
  const gatekeeper = createGatekeeper({
    digest: (text) => text,
    clock: { now: () => 0 },
    hasher: {
      async verify(hash, given) {
        load.all += 1;
        load.most = Math.max(load.most, ++load.now);
        await sleep(2);
        load.now -= 1;
        return hash === given;
      },
    },
    store: {
      revision: () => 1,
      list: () => keys,
      noteUse: () => undefined,
      findByPrefix: (prefix) =>
        keys
          .filter(({ id }) => id.startsWith(prefix))
          .map((key) => ({ key, hash: key.id })),
    },
  });
  return {
    load,
    identify: async (token: string) => gatekeeper.identify(token),
  };
}

/** Made up by somebody who knows how a key begins. */
function madeUp(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => held.slice(0, 12) + String(index).padStart(40, "0"),
  );
}

test("a flood of wrong keys is little work at once, and keeps no other key waiting", async () => {
  const { identify, load } = start();
  expect(await identify(known)).toMatchObject({ type: "key" });
  const flood = madeUp(500).map(identify);
  const before = load.all;
  expect(await identify(known)).toMatchObject({ type: "key" });
  expect(load.all).toBe(before);
  expect(await identify(fresh)).toMatchObject({ type: "key" });
  // Its own turn came after one of theirs for each that was being verified.
  expect(load.all).toBeLessThan(10);

  const types = (await Promise.all(flood)).map(({ type }) => type);
  expect(load.most).toBe(2);
  expect(types.filter((type) => type === "unknown")).toHaveLength(18);
  expect(types.filter((type) => type === "busy")).toHaveLength(482);
  expect(await identify(held)).toMatchObject({ type: "key" });
});

test("one token that many bring at once is verified once", async () => {
  const { identify, load } = start();
  const all = await Promise.all(
    Array.from({ length: 100 }, () => identify(held)),
  );
  expect(new Set(all.map(({ type }) => type))).toEqual(new Set(["key"]));
  expect(load.all).toBe(1);
});
