import { expect, test } from "vitest";
import { timeOrderedId } from "#main/domain/ids/time-ordered-id.ts";

test("an id is a UUID of version 7 that keeps the random bits and sorts by its time", () => {
  const random = "123e4567-e89b-42d3-a456-426614174000";
  const ids = [1_645_557_742_000, 1_645_557_742_001, 1_800_000_000_000].map(
    (now) => timeOrderedId(now, random),
  );
  expect(ids[0]).toBe("017f22e2-79b0-72d3-a456-426614174000");
  expect(ids.toSorted()).toEqual(ids);
});
