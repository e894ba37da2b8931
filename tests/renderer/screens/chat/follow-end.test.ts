import { describe, expect, it } from "vitest";
import {
  afterResize,
  afterScroll,
  endDistance,
  type FollowState,
} from "#renderer/screens/chat/follow-end.ts";

const atEnd: FollowState = { following: true, atEnd: true };
const away: FollowState = { following: false, atEnd: false };

describe("following the end", () => {
  it("stops at the reader's first small move up, so that nothing pulls back", () => {
    expect(
      afterScroll(atEnd, { distance: 4, movedUp: true, byReader: true }),
    ).toEqual({ following: false, atEnd: true });
  });

  it("does not stop where the list itself moved up, as when a row above shrank", () => {
    expect(
      afterScroll(atEnd, { distance: 300, movedUp: true, byReader: false }),
    ).toBe(atEnd);
  });

  it("starts again once the reader is back at the end", () => {
    expect(
      afterScroll(away, {
        distance: endDistance,
        movedUp: false,
        byReader: true,
      }),
    ).toEqual(atEnd);
  });

  it("does not start again where the list itself came near the end", () => {
    const left: FollowState = { following: false, atEnd: true };
    expect(
      afterScroll(left, { distance: 6, movedUp: false, byReader: false }),
    ).toBe(left);
  });

  it("does not start again on the way", () => {
    expect(
      afterScroll(away, { distance: 200, movedUp: false, byReader: true }),
    ).toBe(away);
  });

  it("offers the way back as soon as text grows below a reader who left", () => {
    const left: FollowState = { following: false, atEnd: true };
    expect(afterResize(left, 10)).toBe(left);
    expect(afterResize(left, 500)).toEqual(away);
  });

  it("never lets growing text end the following", () => {
    expect(afterResize(atEnd, 5_000)).toBe(atEnd);
  });
});
