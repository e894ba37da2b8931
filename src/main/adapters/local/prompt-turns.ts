import { callArguments } from "#main/dialects/call-arguments.ts";
import type {
  Message,
  Part,
  ToolCallPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Turn } from "./protocol.ts";

/**
 * Messages as turns of a prompt: calls beside what was said with them, each result a turn of its own
 * before the text that came with it. Earlier thinking is left out, as templates want it, but for what led to
 * calls since the last question. Throws AppError `unsupported-parameter` with `parameter` for what a text
 * model cannot take.
 */
export function promptTurns(messages: readonly Message[]): readonly Turn[] {
  const names = new Map<string, string>();
  const asked = messages.findLastIndex(
    ({ role, parts }) =>
      role === "user" && parts.some(({ type }) => type !== "tool-result"),
  );
  return messages.flatMap(({ role, parts }, at) => {
    const calls = parts.filter((part) => part.type === "tool-call");
    for (const { id, name } of calls) names.set(id, name);
    const results = parts.filter((part) => part.type === "tool-result");
    const answers = results.map((result) => resultTurn(result, names));
    const text = parts
      .map(partText)
      .filter((own) => own !== "")
      .join("\n\n");
    if (text === "" && (role === "tool" || results.length > 0)) return answers;
    return [
      ...answers,
      {
        role: role === "tool" ? ("user" as const) : role,
        text,
        ...(calls.length > 0 ? { calls: calls.map(callOf) } : {}),
        ...(calls.length > 0 && at > asked ? thoughtOf(parts) : {}),
      },
    ];
  });
}

function thoughtOf(parts: readonly Part[]): Pick<Turn, "thought"> {
  const thoughts = parts.filter((part) => part.type === "reasoning");
  const thought = thoughts.map(({ text }) => text).join("\n\n");
  return thought.trim() === "" ? {} : { thought };
}

function callOf({ id, name, arguments: text }: ToolCallPart) {
  return { id, name, arguments: JSON.stringify(callArguments(text)) };
}

function resultTurn(
  { callId, name, content, isError }: ToolResultPart,
  names: ReadonlyMap<string, string>,
): Turn {
  const text = content.map(partText).join("\n");
  return {
    role: "tool",
    text: isError ? `Error: ${text}` : text,
    answers: { id: callId, name: name ?? names.get(callId) ?? callId },
  };
}

function partText(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "file":
      return fenced(part.name, part.text);
    case "image":
      throw unsupported("image");
    default:
      return "";
  }
}

/** The fence is longer than any within the file, so that the file cannot end it. */
function fenced(name: string, text: string): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const longest = Math.max(2, ...runs.map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const oneLine = name.replaceAll(/\s+/g, " ");
  return `${oneLine}\n${fence}\n${text.replace(/\n$/, "")}\n${fence}`;
}

export function unsupported(parameter: string): AppError {
  return new AppError("unsupported-parameter", {
    message: `A model on this computer cannot take “${parameter}” here.`,
    data: { parameter },
  });
}
