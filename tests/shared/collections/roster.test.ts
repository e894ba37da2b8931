import fc from "fast-check";
import { expect, test } from "vitest";
import { Roster, type Seat } from "#shared/collections/roster.ts";

const ascending = (left: number, right: number) => left - right;

test("whoever comes and goes, those are there who came and did not leave", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (steps) => {
      const roster = new Roster<number>();
      const seats: Seat<number>[] = [];
      const there = new Set<number>();
      for (const [name, step] of steps.entries()) {
        const leaving = step % 3 === 0 ? seats[step % seats.length] : undefined;
        if (leaving === undefined) {
          seats.push(roster.join(name));
          there.add(name);
        } else {
          // Also one who left before: it must not unseat another.
          roster.leave(leaving);
          there.delete(leaving.member);
        }
      }
      expect([...roster.members()].toSorted(ascending)).toEqual([...there]);
    }),
  );
});
