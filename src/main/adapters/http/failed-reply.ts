import { AppError } from "#shared/errors/app-error.ts";
import type { HttpReply } from "./exchange.ts";

/** As much of an error's body as anybody reads. */
const maxErrorBytes = 64 * 1024;

/** The beginning of a body as text; the rest is never read. */
export async function readBeginning(
  reply: HttpReply,
  maxBytes = maxErrorBytes,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = maxBytes;
  for await (const chunk of reply.body) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left <= 0) break;
  }
  return text;
}

const utf8 = new TextDecoder();

/** A whole body as text, at once where it is there; more than `maxBytes` is AppError `upstream-invalid`. */
export function readWhole(
  reply: HttpReply,
  maxBytes: number,
): string | Promise<string> {
  const pieces = reply.takeWhole();
  return pieces === undefined
    ? collect(reply, maxBytes)
    : textOf(pieces, maxBytes);
}

async function collect(reply: HttpReply, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of reply.body) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  return textOf(pieces, maxBytes);
}

function textOf(pieces: readonly Uint8Array[], maxBytes: number): string {
  const [only] = pieces;
  const bytes = pieces.length === 1 ? only : Buffer.concat(pieces);
  if (bytes !== undefined && bytes.length > maxBytes) throw tooLarge(maxBytes);
  return utf8.decode(bytes);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("upstream-invalid", {
    message: `The upstream's answer is larger than ${maxBytes} bytes.`,
  });
}

export function isHtml(reply: HttpReply, text: string): boolean {
  const type = reply.headers["content-type"] ?? "";
  return (
    /\bx?html\b/i.test(type) || /^\s*<(!doctype|html|head|body)/i.test(text)
  );
}

/** The error for a web page where JSON should be: mostly a wrong address or a sign-in page. */
export function webPageError(reply: HttpReply, text: string): AppError {
  const title = titleOf(text);
  return new AppError("upstream-invalid", {
    message: `The address answered with a web page${
      title ? ` ("${title}")` : ""
    } instead of JSON; check the base address.`,
    data: {
      status: reply.status,
      ...(title ? { upstreamMessage: title } : {}),
    },
  });
}

export function titleOf(html: string): string | undefined {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(html)?.[1];
  return title?.replaceAll(/\s+/g, " ").trim() || undefined;
}

/** `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date. */
export function retryAfterMs(
  headers: HttpReply["headers"],
  now: number,
): number | undefined {
  const exact = plainNumber(headers["retry-after-ms"]);
  if (exact !== undefined) return Math.ceil(exact);
  const value = headers["retry-after"]?.trim() ?? "";
  const seconds = plainNumber(value);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  // Other text can pass for a date too: "-5" is a day in May.
  const date = /^[A-Z][a-z]+, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function plainNumber(text = ""): number | undefined {
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;
}
