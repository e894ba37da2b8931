import type {
  BranchMessage,
  MessageStatus,
} from "#shared/chat/conversation.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import { isContent, type StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import { eventsOfReply } from "#main/domain/replies/coalesce.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { MessagePatch } from "#main/ports/conversation-store.ts";
import type { Emit } from "../chat/runner.ts";
import { createEventBatcher } from "./event-batcher.ts";

/** Longest time that text lives in memory alone. */
const writeBehindMs = 500;

export type StopReason = "stopped" | "interrupted";

export interface ReplyJob {
  readonly message: BranchMessage;
  readonly startedAt: string;
  /** All so far as the fewest events, with the number of the last batch in it. */
  snapshot(): { sequence: number; events: StreamEvent[] };
  stop(reason: StopReason): void;
  /** Resolves once the reply is settled in the store; never rejects. */
  readonly done: Promise<void>;
}

export interface ReplyJobDependencies {
  readonly clock: Clock;
  /** Resolves at the reply's end. */
  readonly run: (signal: AbortSignal, emit: Emit) => Promise<void>;
  /** Throws AppError of the store. */
  readonly write: (patch: MessagePatch) => BranchMessage;
  readonly onEvents: (events: readonly StreamEvent[], sequence: number) => void;
  /** Once; the reply as stored, or as it would have been where the store refused it. */
  readonly onSettled: (message: BranchMessage) => void;
}

/** A reply that runs to its end whoever watches, and is in the store at most half a second later. */
export function startReplyJob(
  message: BranchMessage,
  dependencies: ReplyJobDependencies,
): ReplyJob {
  const { clock, run, write, onSettled } = dependencies;
  const controller = new AbortController();
  const started = clock.monotonic();
  const draft = createDraft(dependencies);
  let stopReason: StopReason | undefined;
  let firstTokenMs: number | undefined;

  function take(event: StreamEvent): void {
    if (event.type === "start" && event.id === undefined) return;
    if (firstTokenMs === undefined && isContent(event))
      firstTokenMs = clock.monotonic() - started;
    draft.add(event);
  }

  async function work(): Promise<void> {
    try {
      await run(controller.signal, ({ event }) => {
        take(event);
        return undefined;
      });
    } catch (cause) {
      take({ type: "error", error: AppError.from(cause).toJSON() });
    }
    const reply = draft.finish();
    const totalMs = clock.monotonic() - started;
    const patch: MessagePatch = {
      ...growth(reply),
      ...ending(reply, stopReason),
      timings: {
        totalMs,
        ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      },
    };
    onSettled(writeOrExplain(message, patch, write));
  }

  return {
    message,
    startedAt: new Date(clock.now()).toISOString(),
    snapshot: draft.snapshot,
    stop(reason) {
      stopReason ??= reason;
      controller.abort();
    },
    done: work(),
  };
}

/** The reply as far as it has come: folded, told in batches, written behind. */
function createDraft(
  dependencies: Pick<ReplyJobDependencies, "write" | "onEvents">,
) {
  const { write, onEvents } = dependencies;
  let reply = emptyReply;
  let sequence = 0;
  let writeTimer: NodeJS.Timeout | undefined;

  function writeBehind(): void {
    writeTimer = undefined;
    try {
      write(growth(reply));
    } catch {
      // The store's trouble is told once, when the reply settles; until then the text lives here.
    }
  }

  const batcher = createEventBatcher((events) => {
    reply = events.reduce(applyStreamEvent, reply);
    sequence += 1;
    onEvents(events, sequence);
    writeTimer ??= setTimeout(writeBehind, writeBehindMs);
  });

  return {
    add: batcher.add,
    snapshot() {
      batcher.flush();
      return { sequence, events: eventsOfReply(reply) };
    },
    /** The whole reply; nothing is written after this. */
    finish(): Reply {
      batcher.flush();
      clearTimeout(writeTimer);
      return reply;
    },
  };
}

function growth(reply: Reply): MessagePatch {
  const { parts, servedBy } = reply;
  return {
    parts: [...parts],
    ...(servedBy === undefined ? {} : { servedBy }),
  };
}

function ending(
  reply: Reply,
  stopReason: StopReason | undefined,
): MessagePatch {
  const { finish, usage, error } = reply;
  const wasStopped = error?.code === "aborted";
  const status: MessageStatus =
    error === undefined
      ? "complete"
      : wasStopped
        ? (stopReason ?? "stopped")
        : "failed";
  return {
    status,
    ...(finish === undefined ? {} : { finishReason: finish.reason }),
    ...(usage === undefined ? {} : { usage }),
    ...(error === undefined || wasStopped ? {} : { error }),
  };
}

/** A reply that the store refuses is shown with the reason; its text stays on screen. */
function writeOrExplain(
  message: BranchMessage,
  patch: MessagePatch,
  write: (patch: MessagePatch) => BranchMessage,
): BranchMessage {
  try {
    return write(patch);
  } catch (cause) {
    const error: ErrorJson = AppError.from(cause).toJSON();
    return { ...message, ...patch, status: "failed", error };
  }
}
