import { Booking, type BookingDependencies } from "../booking.ts";
import { Brake } from "../brake.ts";
import { emitMetered, estimatedUsage } from "../metered.ts";
import {
  failureEvent,
  passAll,
  refuse,
  start,
  targetOf,
  whenOver,
  type ChatStage,
  type Demand,
  type Emit,
} from "../runner.ts";
import { Tally } from "../tally.ts";

export type BudgetStageDependencies = BookingDependencies;

/**
 * Reserves the most that an attempt may cost before it goes out, ends a reply that grows past what
 * its budgets have left, and books what it did cost on every end.
 */
export function budget(dependencies: BudgetStageDependencies): ChatStage {
  return (next) => (call, signal, emit) => {
    if (targetOf(call).simulated || call.costsNothing === true)
      return next(call, signal, emit);
    const booking = new Booking(call, dependencies);
    const send = (): Promise<void> => {
      call.onBooked?.(booking.reserved);
      const tally = new Tally(call, dependencies);
      const take = braked(new Brake(booking), tally, emit);
      const running = start(next, call, signal, take).then(() =>
        tally.hasEnded ? passAll(estimatedUsage(tally), emit) : undefined,
      );
      return whenOver(running, () => {
        // Who left is told nothing more, but what was said until then is paid for.
        estimatedUsage(tally);
        booking.settle(tally.toRecord());
      });
    };
    try {
      const exceeded = booking.reserve();
      if (exceeded === undefined) return send();
      return exceeded instanceof Promise
        ? exceeded.then(send, (cause: unknown) => refuse(cause, emit))
        : refuse(booking.refusal(exceeded, false), emit);
    } catch (cause) {
      return refuse(cause, emit);
    }
  };
}

/** Passes events on until one reaches what its budgets have left. */
function braked(brake: Brake, tally: Tally, emit: Emit): Emit {
  return (item) => {
    const refused = brake.refusalAt(item.event);
    const passed = emitMetered(tally, item, emit);
    if (refused === undefined) return passed;
    return stopAfter(passed, () =>
      emitMetered(tally, failureEvent(refused), emit),
    );
  };
}

async function stopAfter(
  passed: ReturnType<Emit>,
  last: () => ReturnType<Emit>,
): Promise<Demand> {
  if ((await passed) !== "stop") await last();
  return "stop";
}
