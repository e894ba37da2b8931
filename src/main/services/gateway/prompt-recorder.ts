import type { Message, Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { PromptRecord } from "#shared/gateway/audit.ts";
import { redactPersonal } from "#main/domain/policy/redact-personal.ts";
import { createReplyText } from "./reply-text.ts";

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
const mostOfName = 200;

/** `secrets` are the keys that this program knows, whatever they look like. */
export function createPromptRecorder(
  request: ChatRequest,
  mode: PromptRecord["mode"],
  secrets: () => readonly string[],
): PromptRecorder {
  const reply = createReplyText(mode === "metadata" ? 0 : mostRead);
  let finishReason: string | undefined;
  const kept = (text: string) =>
    bounded(mode === "redacted" ? redactPersonal(text, secrets()) : text);
  return {
    note(event) {
      if (event.type === "finish") finishReason = event.reason;
      reply.note(event);
    },
    toRecord() {
      const shape: PromptRecord["shape"] = {
        ...shapeOf(request),
        replyCharacters: reply.characters(),
        ...(finishReason !== undefined && { finishReason }),
      };
      const { messages, tools = [] } = request;
      const isLong = messages.length > mostMessages || tools.length > mostTools;
      if (mode === "metadata") return { mode, shape, truncated: isLong };
      const asked = promptText(messages);
      const prompt = kept(asked.slice(0, mostRead));
      const answer = kept(reply.toText().slice(0, mostRead));
      return {
        mode,
        shape,
        prompt: prompt.text,
        reply: answer.text,
        truncated:
          isLong ||
          prompt.isCut ||
          answer.isCut ||
          asked.length > mostRead ||
          reply.isCut(),
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
    tools: tools
      .slice(0, mostTools)
      .map(({ name }) => name.slice(0, mostOfName)),
    parameters: { ...plain, ...(stop && { stopSequences: stop.length }) },
  };
}

/** Goes no further than a little beyond what is read. */
function promptText(messages: readonly Message[]): string {
  let text = "";
  for (const { role, parts } of messages) {
    if (text.length > mostRead) break;
    text += `${text === "" ? "" : "\n\n"}${role}: `;
    text += parts
      .map(partText)
      .join("\n")
      .slice(0, mostRead + 1);
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

function bounded(text: string): {
  readonly text: string;
  readonly isCut: boolean;
} {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= mostBytes) return { text, isCut: false };
  const cut = new TextDecoder().decode(bytes.subarray(0, mostBytes));
  return { text: cut.replace(/\uFFFD+$/, ""), isCut: true };
}
