/** A member's place among the others. */
export interface Seat<Member> {
  readonly member: Member;
  /** Negative once it was left. */
  index: number;
}

/**
 * Who is there now, in no order. For members that come and go by the thousand: each table that a `Set`
 * outgrows leads to its next one, and what is dead but old keeps all those alive that were in it.
 */
export class Roster<Member> {
  readonly #seats: Seat<Member>[] = [];

  get size(): number {
    return this.#seats.length;
  }

  join(member: Member): Seat<Member> {
    const seat = { member, index: this.#seats.length };
    this.#seats.push(seat);
    return seat;
  }

  /** Once; later calls change nothing. */
  leave(seat: Seat<Member>): void {
    const { index } = seat;
    if (index < 0) return;
    seat.index = -1;
    const last = this.#seats.pop();
    if (last === undefined || last === seat) return;
    last.index = index;
    this.#seats[index] = last;
  }

  /** Those who are there at this moment. */
  members(): readonly Member[] {
    return this.#seats.map(({ member }) => member);
  }
}
