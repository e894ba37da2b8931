import { expect, test } from "vitest";
import { randomUuid } from "#main/adapters/random/random-uuid.ts";

test("each is a UUID of version 4 of its own, and every digit but the fixed ones varies", () => {
  const made = Array.from({ length: 2_000 }, () => randomUuid());
  for (const uuid of made)
    expect(uuid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  expect(new Set(made)).toHaveLength(made.length);
  for (let place = 0; place < 36; place += 1) {
    const seen = new Set(made.map((uuid) => uuid[place])).size;
    const isDash = [8, 13, 18, 23].includes(place);
    expect(seen).toBe(isDash || place === 14 ? 1 : place === 19 ? 4 : 16);
  }
});
