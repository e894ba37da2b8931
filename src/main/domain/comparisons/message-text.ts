import type { Part } from "#shared/chat/message.ts";

/** The text of a message, without reasoning; attachments by their names. */
export function messageText(parts: readonly Part[]): string {
  return parts
    .flatMap((part) => {
      if (part.type === "text") return [part.text];
      if (part.type === "file") return [`[${part.name}]`];
      return part.type === "image" ? [`[${part.name ?? "image"}]`] : [];
    })
    .join("\n");
}
