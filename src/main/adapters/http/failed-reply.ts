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
