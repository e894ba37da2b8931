import type { FilePart, ImagePart } from "#shared/chat/message.ts";

/** Something that goes with the next message. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** Bytes of the original. */
  readonly size: number;
  readonly part: ImagePart | FilePart;
}

export type Refusal =
  | {
      readonly reason: "too-large";
      readonly name: string;
      readonly limit: number;
    }
  | { readonly reason: "binary" | "unreadable"; readonly name: string }
  | { readonly reason: "too-many"; readonly count: number };

export const imageLimit = 5_000_000;
export const textLimit = 1_000_000;
export const mostAttachments = 10;

const imageTypes = new Set([
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
]);

/** A file as a part of a message, or why it cannot be one. */
export async function readAttachment(
  file: File,
  name: string,
): Promise<Attachment | Refusal> {
  const isImage = imageTypes.has(file.type);
  const limit = isImage ? imageLimit : textLimit;
  if (file.size > limit) {
    // A large video is no text file that is too large.
    const binary = !isImage && (await isBinary(file));
    return binary
      ? { reason: "binary", name }
      : { reason: "too-large", name, limit };
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const part = isImage
      ? imagePart(bytes, file.type, name)
      : filePart(bytes, file.type, name);
    return part === undefined
      ? { reason: "binary", name }
      : { id: crypto.randomUUID(), name, size: file.size, part };
  } catch {
    return { reason: "unreadable", name };
  }
}

async function isBinary(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 4_096).arrayBuffer());
  return head.includes(0);
}

function imagePart(
  bytes: Uint8Array,
  mediaType: string,
  name: string,
): ImagePart {
  return {
    type: "image",
    mediaType,
    name,
    source: { type: "base64", data: toBase64(bytes) },
  };
}

function filePart(
  bytes: Uint8Array,
  mediaType: string,
  name: string,
): FilePart | undefined {
  const text = decodeText(bytes);
  if (text === undefined) return undefined;
  return {
    type: "file",
    name,
    mediaType: mediaType === "" ? "text/plain" : mediaType,
    text,
  };
}

/** Text in UTF-8, or in UTF-16 with its mark; undefined for anything else. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe
      ? "utf-16le"
      : first === 0xfe && second === 0xff
        ? "utf-16be"
        : undefined;
  if (marked === undefined && bytes.includes(0)) return undefined;
  try {
    return new TextDecoder(marked ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** In slices, as the arguments of one call are limited. */
export function toBase64(bytes: Uint8Array): string {
  const slice = 0x80_00;
  let binary = "";
  for (let start = 0; start < bytes.length; start += slice)
    binary += String.fromCharCode(...bytes.subarray(start, start + slice));
  return btoa(binary);
}
