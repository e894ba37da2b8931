import type { Message, Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { PromptRecord } from "#shared/gateway/audit.ts";
import { redactPersonal } from "#main/domain/policy/redact-personal.ts";

/** Keeps of one call what prompt logging is set to keep. */
export interface PromptRecorder {
  note(event: StreamEvent): void;
  toRecord(): PromptRecord;
}

/** Of each text, in UTF-8. */
const mostBytes = 65_536;
/** Read before anything is redacted, so that a cut never lays half a secret bare. */
const mostRead = 3 * mostBytes;
const mostMessages = 200;
const mostTools = 100;

export function createPromptRecorder(
  request: ChatRequest,
  mode: PromptRecord["mode"],
): PromptRecorder {
  let reply = "";
  let replyCharacters = 0;
  let finishReason: string | undefined;
  return {
    note(event) {
      if (event.type === "finish") finishReason = event.reason;
      if (event.type !== "text-delta") return;
      replyCharacters += event.text.length;
      if (mode !== "metadata" && reply.length < mostRead) reply += event.text;
    },
    toRecord() {
      const shape: PromptRecord["shape"] = {
        ...shapeOf(request),
        replyCharacters,
        ...(finishReason !== undefined && { finishReason }),
      };
      const isLong = request.messages.length > mostMessages;
      if (mode === "metadata") return { mode, shape, truncated: isLong };
      const prompt = kept(promptText(request.messages), mode);
      const answer = kept(reply, mode);
      return {
        mode,
        shape,
        prompt: prompt.text,
        reply: answer.text,
        truncated: isLong || prompt.isCut || answer.isCut,
      };
    },
  };
}

function shapeOf({
  messages,
  tools = [],
  parameters,
}: ChatRequest): Omit<PromptRecord["shape"], "replyCharacters"> {
  // Stop sequences are texts of the caller's.
  const { stop, ...plain } = parameters;
  return {
    messages: messages.slice(0, mostMessages).map(({ role, parts }) => ({
      role,
      characters: parts.reduce((sum, part) => sum + partText(part).length, 0),
      images: parts.filter(({ type }) => type === "image").length,
    })),
    tools: tools.slice(0, mostTools).map(({ name }) => name),
    parameters: { ...plain, ...(stop && { stopSequences: stop.length }) },
  };
}

function promptText(messages: readonly Message[]): string {
  let text = "";
  for (const { role, parts } of messages) {
    if (text.length >= mostRead) break;
    text += `${text === "" ? "" : "\n\n"}${role}: `;
    text += parts.map(partText).join("\n").slice(0, mostRead);
  }
  return text;
}

function partText(part: Part): string {
  switch (part.type) {
    case "text":
    case "reasoning":
    case "file":
      return part.text;
    case "image":
      return `[${part.mediaType}]`;
    case "tool-call":
      return `[${part.name}(${part.arguments})]`;
    case "tool-result":
      return part.content.map(partText).join("\n");
  }
}

function kept(
  text: string,
  mode: PromptRecord["mode"],
): { readonly text: string; readonly isCut: boolean } {
  const read = text.slice(0, mostRead);
  const shown = mode === "redacted" ? redactPersonal(read) : read;
  const bytes = new TextEncoder().encode(shown);
  if (bytes.length <= mostBytes)
    return { text: shown, isCut: text.length > mostRead };
  const cut = new TextDecoder().decode(bytes.subarray(0, mostBytes));
  return { text: cut.replace(/\uFFFD+$/, ""), isCut: true };
}
