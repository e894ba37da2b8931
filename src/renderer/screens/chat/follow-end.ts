/** Where a reader is in a list that grows at its end. */
export interface FollowState {
  /** True: the view stays at the end as it grows. */
  readonly following: boolean;
  /** Whether the way back to the end is offered. */
  readonly atEnd: boolean;
}

/** Nearer to the end than this counts as being there. */
export const endDistance = 32;

/**
 * What a scroll means. Only a reader's own move away from the end stops the following; only their
 * own way back to the end starts it again.
 */
export function afterScroll(
  state: FollowState,
  scroll: {
    /** Pixels between the view's lower edge and the end. */
    readonly distance: number;
    readonly movedUp: boolean;
    /** False for positions that the list itself set. */
    readonly byReader: boolean;
  },
): FollowState {
  const near = scroll.distance <= endDistance;
  if (!scroll.byReader) return afterResize(state, scroll.distance);
  if (scroll.movedUp && scroll.distance > 1)
    return same(state, { following: false, atEnd: near });
  return near
    ? same(state, { following: true, atEnd: true })
    : afterResize(state, scroll.distance);
}

/** What growing or shrinking means: whoever reads further up is offered the way back. */
export function afterResize(state: FollowState, distance: number): FollowState {
  if (state.following) return state;
  return same(state, { following: false, atEnd: distance <= endDistance });
}

function same(before: FollowState, after: FollowState): FollowState {
  return before.following === after.following && before.atEnd === after.atEnd
    ? before
    : after;
}
