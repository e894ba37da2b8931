import { isUtf8 } from "node:buffer";
import {
  endOfString,
  exactJson,
  TooManyExactNumbers,
} from "#main/dialects/exact-json.ts";
import { refusals, type Refusal } from "./errors.ts";
import type { GatewayRequest } from "./gateway-request.ts";

export interface BodyLimits {
  readonly maxBytes: number;
  /** Longest pause of a sender. */
  readonly idleMs: number;
}

export type ReadBody =
  | {
      readonly type: "json";
      readonly value: unknown;
      /** What it was read from. */
      readonly text: string;
    }
  | { readonly type: "refused"; readonly refusal: Refusal };

const maxDepth = 128;

/**
 * A JSON body within its bounds, at once where it has arrived; nothing of a request that breaks them is parsed. `invite`
 * is called before a body is waited for.
 */
export function readBody(
  request: GatewayRequest,
  limits: BodyLimits,
  invite: () => void = () => undefined,
): ReadBody | Promise<ReadBody> {
  if (!isJson(request.headers["content-type"]))
    return refused(refusals.wrongType);
  if ((request.headers["content-encoding"] ?? "identity") !== "identity")
    return refused(refusals.compressed);
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limits.maxBytes) return refused(refusals.tooLarge);
  const whole = request.takeBody();
  if (whole !== undefined) return parsed(arrived(whole, limits));
  invite();
  return collect(request, limits).then(parsed);
}

function parsed(bytes: Buffer | Refusal): ReadBody {
  if (!Buffer.isBuffer(bytes)) return refused(bytes);
  const text = decode(bytes);
  if (text === undefined) return refused(malformed("is not UTF-8"));
  if (isTooDeep(text))
    return refused(malformed(`is nested deeper than ${maxDepth} levels`));
  try {
    return { type: "json", value: exactJson(text), text };
  } catch (error) {
    const isJson = error instanceof TooManyExactNumbers;
    return refused(
      malformed(isJson ? "holds too many long numbers" : "is not JSON"),
    );
  }
}

function isJson(type: string | undefined): boolean {
  if (type === "application/json") return true;
  const [media = ""] = (type ?? "").split(";", 1);
  return /^application\/([\w.-]+\+)?json$/i.test(media.trim());
}

/** A body that is there already, as those of most requests are: nothing to wait for, nothing to time. */
function arrived(bytes: Buffer, { maxBytes }: BodyLimits): Buffer | Refusal {
  return bytes.length > maxBytes ? refusals.tooLarge : bytes;
}

function collect(
  request: GatewayRequest,
  { maxBytes, idleMs }: BodyLimits,
): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    // Its client may be gone since, and no event tells of that twice.
    if (request.destroyed) return resolve(malformed("broke off"));
    const chunks: Buffer[] = [];
    let size = 0;
    let isOver = false;
    const end = (result: Buffer | Refusal) => {
      // A request that was read closes, too, and may be told so while the next one is read.
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (!Buffer.isBuffer(result)) request.off("data", onData).pause();
      resolve(result);
    };
    const timer = setTimeout(() => end(refusals.tooSlow), idleMs);
    const onData = (chunk: Buffer) => {
      timer.refresh();
      size += chunk.length;
      if (size > maxBytes) return end(refusals.tooLarge);
      chunks.push(chunk);
    };
    request.flow().on("data", onData);
    request.once("end", () => end(joined(chunks)));
    request.once("error", () => end(malformed("broke off")));
    request.once("close", () => end(malformed("broke off")));
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only, ...others] = chunks;
  return only && others.length === 0 ? only : Buffer.concat(chunks);
}

const byteOrderMark = 0xfeff;

function decode(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString("utf8");
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

const quote = 34;

/** Counts brackets outside of strings, so that a deep body is refused before it is built. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth -= 1;
    // Most of a body is text within quotes, which the engine passes over much faster than a loop.
    else if (code === quote) index = endOfString(text, index);
    if (depth > maxDepth) return true;
  }
  return false;
}

function malformed(problem: string): Refusal {
  return {
    status: 400,
    code: "invalid_request_error",
    message: `The request body ${problem}.`,
  };
}

function refused(refusal: Refusal): ReadBody {
  return { type: "refused", refusal };
}
