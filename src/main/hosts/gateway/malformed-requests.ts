import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { AuditEntry } from "#main/ports/audit-log.ts";
import type { Refusal } from "./errors.ts";
import { errorBody } from "./write-refusal.ts";
import type { GatewayParts } from "./gateway-parts.ts";

export interface MalformedRequestsOptions {
  readonly parts: Promise<GatewayParts>;
  /** Whether a request of this connection has not come to its end; it has a line of its own then. */
  readonly isUnderWay: (socket: Duplex) => boolean;
}

export interface MalformedRequests {
  /** Answers bytes that are no HTTP like everybody, and leaves their line in the audit. */
  refuse(error: Pick<NodeJS.ErrnoException, "code">, socket: Duplex): void;
  /** Writes what is still to be told. */
  end(): void;
}

export function createMalformedRequests({
  parts,
  isUnderWay,
}: MalformedRequestsOptions): MalformedRequests {
  const lines = createBoundedLines((entry) => append(entry, parts));
  return {
    refuse(error, socket) {
      const { bytesRead, bytesWritten, remoteAddress } = socket as Socket;
      const isAlone = !isUnderWay(socket);
      if (!socket.writable || (!isAlone && bytesWritten > 0)) {
        socket.destroy();
        return;
      }
      const requestId = randomUUID();
      const { reason, ...refusal } = refusalOf(error.code);
      socket.end(replyOf(requestId, reason, refusal));
      // Who only connects, or breaks off, has asked for nothing.
      if (!isAlone || bytesRead === 0 || !isProtocolError(error.code)) return;
      const { code, message, status } = refusal;
      lines.add({
        requestId,
        time: new Date().toISOString(),
        client: remoteAddress ?? "unknown",
        route: "? unknown",
        status,
        outcome: "failed",
        durationMs: 0,
        attempts: 0,
        error: { code, message },
      });
    },
    end: lines.end,
  };
}

const windowMs = 60_000;
const mostLines = 20;

/**
 * A flood of such bytes must not fill the disk: of each minute, twenty have a line of their own, and
 * one more line counts the rest.
 */
function createBoundedLines(write: (entry: AuditEntry) => void) {
  let written = 0;
  let counted = 0;
  let latest: AuditEntry | undefined;
  let timer: NodeJS.Timeout | undefined;
  function end(): void {
    clearTimeout(timer);
    timer = undefined;
    if (latest?.error !== undefined) {
      const message = `${latest.error.message} ${counted} came within a minute that have no line of their own; this is the last one.`;
      write({ ...latest, error: { ...latest.error, message } });
    }
    written = counted = 0;
    latest = undefined;
  }
  return {
    end,
    add(entry: AuditEntry): void {
      timer ??= setTimeout(end, windowMs).unref();
      if (written < mostLines) {
        written += 1;
        write(entry);
        return;
      }
      counted += 1;
      latest = entry;
    },
  };
}

function append(entry: AuditEntry, parts: Promise<GatewayParts>): void {
  parts.then(
    ({ audit, metrics, log }) => {
      metrics.began();
      metrics.ended(entry);
      audit
        .append(entry)
        .catch((error: unknown) =>
          log.error({ error }, "The audit could not be written."),
        );
    },
    () => undefined,
  );
}

function isProtocolError(code: string | undefined): boolean {
  const isOurs = code === timeoutCode || code === tunnelCode;
  return isOurs || code?.startsWith("HPE_") === true;
}

const timeoutCode = "ERR_HTTP_REQUEST_TIMEOUT";
/** Ours, for what Node takes for no error: a client that takes this for a proxy. */
export const tunnelCode = "TUNNEL";

function refusalOf(
  code: string | undefined,
): Refusal & { readonly reason: string } {
  if (code === tunnelCode)
    return {
      status: 405,
      reason: "Method Not Allowed",
      code: "invalid_request_error",
      message: "This is no proxy: CONNECT opens nothing here.",
    };
  const [status, reason] =
    code === "HPE_HEADER_OVERFLOW"
      ? ([431, "Request Header Fields Too Large"] as const)
      : code === timeoutCode
        ? ([408, "Request Timeout"] as const)
        : ([400, "Bad Request"] as const);
  return {
    status,
    reason,
    code: "invalid_request_error",
    message: `The request is not valid HTTP (${reason}).`,
  };
}

function replyOf(requestId: string, reason: string, refusal: Refusal): string {
  const body = JSON.stringify(errorBody(refusal, "openai"));
  return [
    `HTTP/1.1 ${refusal.status} ${reason}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-modeldocker-request-id: ${requestId}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
