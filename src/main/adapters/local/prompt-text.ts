import type { Message, Part } from "#shared/chat/message.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Turn } from "./protocol.ts";

/**
 * Messages as plain turns. Earlier thinking is left out, as templates want it. Throws AppError
 * `unsupported-parameter` with `parameter` for what a text model cannot take.
 */
export function plainTurns(messages: readonly Message[]): readonly Turn[] {
  return messages.map((message) => {
    if (message.role === "tool") throw unsupported("tools");
    const texts = message.parts.map(partText);
    return {
      role: message.role,
      text: texts.filter((text) => text !== "").join("\n\n"),
    };
  });
}

function partText(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "file":
      return fenced(part.name, part.text);
    case "reasoning":
      return "";
    case "image":
      throw unsupported("image");
    default:
      throw unsupported("tools");
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
