import { z } from "zod";

/**
 * The closed list of failure codes. Code branches on these and never on message text.
 * Everything that a person can see about a failure is derived from the code and `data`.
 */
export const errorCodes = [
  // What the caller sent
  "invalid-request",
  "unsupported-parameter",
  "not-found",
  "conflict",
  // What an upstream answered
  "key-rejected",
  "out-of-credit",
  "forbidden",
  "model-not-found",
  "context-too-long",
  "content-filtered",
  "rate-limited",
  "overloaded",
  "upstream-failed",
  "upstream-invalid",
  "upstream-timeout",
  "upstream-unreachable",
  "stream-interrupted",
  // Our own decisions
  "denied",
  "private-chat",
  "over-budget",
  "no-target",
  "queue-timeout",
  "aborted",
  "interrupted",
  // Models on this machine
  "file-not-found",
  "file-invalid",
  "file-unreadable",
  "local-load-failed",
  "local-out-of-memory",
  "local-crashed",
  // Store, secrets, configuration, machine
  "config-invalid",
  "store-locked",
  "store-corrupt",
  "store-full",
  "store-unwritable",
  "store-newer",
  "secret-missing",
  "secret-store-unreachable",
  "data-dir-owned",
  "port-in-use",
  "version-mismatch",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** JSON-safe facts about a failure; each code documents its own fields where it is thrown. Never a secret. */
export type ErrorData = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

export const errorJsonSchema = z.object({
  code: z.enum(errorCodes),
  /** One plain English sentence for logs and headless use; the window has its own wording per code. */
  message: z.string(),
  /** Whether the same call may succeed if it is simply tried again. */
  retryable: z.boolean(),
  data: z.record(
    z.string(),
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.string()),
    ]),
  ),
});

/** A failure as it is stored and as it crosses RPC. */
export type ErrorJson = z.infer<typeof errorJsonSchema>;

export interface AppErrorOptions {
  readonly message?: string;
  readonly retryable?: boolean;
  /**
   * Conventional fields: `status` (HTTP), `retryAfterMs`, `upstreamMessage` (≤ 2,000 characters),
   * `instance`, `model`, `path`, `parameter`, `candidates`; `dialect`, whose name `parameter` is, where
   * an upstream told it.
   */
  readonly data?: ErrorData;
  readonly cause?: unknown;
}

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly data: ErrorData;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(
      options.message ?? code,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.data = options.data ?? {};
  }

  toJSON(): ErrorJson {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      data: structuredCloneData(this.data),
    };
  }

  static fromJSON(json: ErrorJson): AppError {
    return new AppError(json.code, json);
  }

  /** Any thrown value as an AppError; foreign ones become `internal` with the original as cause. */
  static from(value: unknown): AppError {
    if (value instanceof AppError) return value;
    const message = value instanceof Error ? value.message : String(value);
    return new AppError("internal", { message, cause: value });
  }
}

function structuredCloneData(data: ErrorData): ErrorJson["data"] {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Array.isArray(value) ? [...value] : value,
    ]),
  ) as ErrorJson["data"];
}

/** Ends an exhaustive switch: a new member of the union fails to compile here. */
export function assertNever(value: never): never {
  throw new AppError("internal", {
    message: `Unexpected value: ${JSON.stringify(value)}`,
  });
}
