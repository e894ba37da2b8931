import type { ChatRequest } from "#shared/chat/request.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import { isContent } from "#shared/chat/stream-event.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { CheckAnswer } from "#main/ports/answer-checker.ts";
import type {
  StoredCell,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import type { PromptSetDependencies } from "./dependencies.ts";

export interface CellCall {
  readonly set: StoredPromptSet;
  readonly row: StoredRow;
  readonly model: string;
  readonly check: CheckAnswer;
}

/** One row asked of one model: the cell as it ended. Never throws. */
export async function runCell(
  call: CellCall,
  { chat, clock }: Pick<PromptSetDependencies, "chat" | "clock">,
  signal: AbortSignal,
): Promise<StoredCell> {
  const started = clock.monotonic();
  let firstTokenMs: number | undefined;
  let reply = emptyReply;
  try {
    const input = { request: requestOf(call), origin: call.set.id };
    await chat.run(input, signal, ({ event }) => {
      if (isContent(event)) firstTokenMs ??= clock.monotonic() - started;
      reply = applyStreamEvent(reply, event);
      return undefined;
    });
  } catch (cause) {
    const error = AppError.from(cause).toJSON();
    reply = applyStreamEvent(reply, { type: "error", error });
  }
  const totalMs = clock.monotonic() - started;
  const timings =
    firstTokenMs === undefined ? { totalMs } : { totalMs, firstTokenMs };
  return { ...ended(call, reply), timings };
}

/** A cell that was never asked. */
export function refusedCell(
  { row, model }: { readonly row: number; readonly model: string },
  error: ErrorJson,
): StoredCell {
  return {
    row,
    model,
    status: "failed",
    answer: "",
    answerCut: false,
    checks: [],
    error,
  };
}

function ended({ row, model, check }: CellCall, reply: Reply): StoredCell {
  const { error, usage, finish } = reply;
  const answer = reply.parts
    .map((part) => (part.type === "text" ? part.text : ""))
    .join("");
  const checks = error === undefined ? check(answer, row.values) : [];
  return {
    row: row.row,
    model,
    answer,
    answerCut: false,
    checks,
    ...(usage === undefined ? {} : { usage }),
    ...(finish === undefined ? {} : { finishReason: finish.reason }),
    ...(error === undefined
      ? { status: "done", passed: checks.every(({ passed }) => passed) }
      : { status: "failed", error }),
  };
}

function requestOf({ set, row, model }: CellCall): ChatRequest {
  const { systemPrompt, parameters } = set;
  const text = (value: string) => [{ type: "text" as const, text: value }];
  return {
    model,
    parameters,
    messages: [
      ...(systemPrompt.trim() === ""
        ? []
        : [{ role: "system" as const, parts: text(systemPrompt) }]),
      { role: "user", parts: text(row.prompt) },
    ],
  };
}
