import { expect, it } from "vitest";
import { createArgon2Hasher } from "#main/adapters/argon2/secret-hasher.ts";

const hasher = createArgon2Hasher();

it("hashes with argon2id, salted, at a strength that the hash tells", async () => {
  const [one, other] = await Promise.all([
    hasher.hash("mdk_a"),
    hasher.hash("mdk_a"),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await hasher.verify(one, "mdk_a")).toBe(true);
  expect(await hasher.verify(one, "mdk_b")).toBe(false);
});

it.each(["", "plain", "$argon2id$v=19$m=1,t=1,p=1$x$y"])(
  "answers no for the unreadable hash %j",
  async (stored) => {
    expect(await hasher.verify(stored, "plain")).toBe(false);
  },
);
