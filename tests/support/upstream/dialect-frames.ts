import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type SimulatedDialect =
  "openai-chat" | "anthropic-messages" | "gemini" | "ollama";

const fixtures = join(import.meta.dirname, "../../fixtures");

/** One frame on the wire, its end included. */
export type Framed = string;

/** Names of the recorded streams of a dialect. */
export function streamNames(dialect: SimulatedDialect): readonly string[] {
  return readdirSync(join(fixtures, dialect))
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length));
}

/** The recorded frames as they were on the wire. */
export function readStream(
  dialect: SimulatedDialect,
  name: string,
): readonly Framed[] {
  return readFileSync(join(fixtures, dialect, `${name}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => frame(dialect, line));
}

/** A recorded line, or an object, as a frame of its dialect. */
export function frame(
  dialect: SimulatedDialect,
  value: string | object,
): Framed {
  const data = typeof value === "string" ? value : JSON.stringify(value);
  const body = JSON.parse(data) as Record<string, unknown>;
  if (dialect === "ollama") return `${data}\n`;
  if (typeof body.comment === "string") return `: ${body.comment}\n\n`;
  if (body.done === true) return "data: [DONE]\n\n";
  if (dialect === "anthropic-messages")
    return `event: ${String(body.type)}\ndata: ${data}\n\n`;
  return `data: ${data}\n\n`;
}

/** A frame that says one piece of text. */
export function textFrame(dialect: SimulatedDialect, text: string): Framed {
  const values = {
    "openai-chat": { choices: [{ index: 0, delta: { content: text } }] },
    "anthropic-messages": {
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text },
    },
    gemini: {
      candidates: [{ index: 0, content: { role: "model", parts: [{ text }] } }],
    },
    ollama: { message: { role: "assistant", content: text }, done: false },
  };
  return frame(dialect, values[dialect]);
}

/** How a dialect says an error in the body of a failed call. */
export function errorBody(dialect: SimulatedDialect, message: string): object {
  if (dialect === "ollama") return { error: message };
  if (dialect === "anthropic-messages")
    return { type: "error", error: { type: "api_error", message } };
  return { error: { message } };
}

/** The same as the frame of a stream. */
export function errorFrame(dialect: SimulatedDialect, message: string): Framed {
  if (dialect !== "gemini") return frame(dialect, errorBody(dialect, message));
  const error = { code: 500, message, status: "INTERNAL" };
  return frame(dialect, { error });
}
