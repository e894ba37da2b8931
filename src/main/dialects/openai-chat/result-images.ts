import type { JsonObject } from "../json.ts";

const follows = "The image is in the message that follows.";

/**
 * Wire messages whose results of tools hold text alone: their images come from the user, right after the
 * results, which may not be parted from their calls.
 */
export function imagesFromUser(
  messages: readonly JsonObject[],
): readonly JsonObject[] {
  const told: JsonObject[] = [];
  let waiting: JsonObject[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      const { content, images } = parted(message);
      told.push({ ...message, content });
      for (const image of images) waiting.push(image);
      continue;
    }
    if (waiting.length === 0) told.push(message);
    else if (message.role === "user") told.push(joined(waiting, message));
    else told.push({ role: "user", content: waiting }, message);
    waiting = [];
  }
  if (waiting.length > 0) told.push({ role: "user", content: waiting });
  return told;
}

function parted(message: JsonObject): {
  readonly content: unknown;
  readonly images: readonly JsonObject[];
} {
  const { content, tool_call_id } = message;
  const parts = Array.isArray(content) ? (content as JsonObject[]) : [];
  const images = parts.filter(({ type }) => type === "image_url");
  if (images.length === 0) return { content, images };
  const texts = parts.filter(({ type }) => type !== "image_url");
  const label = { type: "text", text: `What ${String(tool_call_id)} gave:` };
  return {
    content: texts.length === 0 ? follows : plain(texts),
    images: [label, ...images],
  };
}

/** One plain text stays a string: old servers know nothing else. */
function plain(texts: readonly JsonObject[]): unknown {
  const [{ type, text, ...more } = {}] = texts;
  const isPlain = texts.length === 1 && Object.keys(more).length === 0;
  return isPlain && type === "text" ? text : texts;
}

/** Servers whose template insists on turns would refuse two messages of the user in a row. */
function joined(
  images: readonly JsonObject[],
  message: JsonObject,
): JsonObject {
  const { content } = message;
  const said = Array.isArray(content)
    ? (content as JsonObject[])
    : [{ type: "text", text: content }];
  return { ...message, content: [...images, ...said] };
}
