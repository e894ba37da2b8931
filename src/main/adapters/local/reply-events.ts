import { randomBytes } from "node:crypto";
import type { LocalEvent } from "#main/ports/local-runtime.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";

export interface ReplyEventsOptions {
  readonly instance: InstanceId;
  readonly model: string;
  readonly showsThoughts: boolean;
}

/** The events of one reply of a model on this computer, as those of any other reply. */
export function createReplyEvents({
  instance,
  model,
  showsThoughts,
}: ReplyEventsOptions): (event: LocalEvent) => readonly StreamEvent[] {
  let calls = 0;
  return (event) => {
    switch (event.type) {
      case "queued":
        return [{ type: "progress", phase: "queued" }];
      case "loading":
        return [progress("loading-model", event.fraction)];
      case "reading":
        return [progress("reading-prompt", event.fraction)];
      case "prompting": {
        const { prompting } = event;
        const servedBy = {
          instance,
          model,
          local: true,
          simulated: false,
          prompting,
          attempt: 1,
        };
        return [{ type: "served-by", servedBy }, { type: "start" }];
      }
      case "text":
        return [{ type: "text-delta", text: event.text }];
      case "reasoning":
        return showsThoughts
          ? [{ type: "reasoning-delta", text: event.text }]
          : [];
      case "call": {
        const id = `call_${randomBytes(12).toString("hex")}`;
        const { name } = event;
        calls += 1;
        return [{ type: "tool-call-start", index: calls - 1, id, name }];
      }
      case "arguments":
        return [
          {
            type: "tool-call-delta",
            index: calls - 1,
            arguments: event.text,
          },
        ];
      case "done": {
        const { inputTokens, outputTokens, reason } = event;
        return [
          { type: "finish", reason },
          { type: "usage", usage: { inputTokens, outputTokens } },
        ];
      }
      case "error":
        return [event];
      default:
        return assertNever(event);
    }
  };
}

function progress(
  phase: "loading-model" | "reading-prompt",
  fraction: number,
): StreamEvent {
  return { type: "progress", phase, fraction: Math.min(1, fraction) };
}
