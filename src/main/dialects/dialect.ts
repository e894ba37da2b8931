import type { ChatRequest } from "#shared/chat/request.ts";
import type { Reply } from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { AppError, ErrorJson } from "#shared/errors/app-error.ts";
import type { JsonObject } from "./json.ts";
import type { OwnBody } from "./own-body.ts";
import type { FieldNames, Places } from "./own-names.ts";

/** Every wire format; the table of dialects does not compile until each has its row. */
export type DialectName =
  | "openai-chat"
  | "openai-responses"
  | "anthropic-messages"
  | "gemini"
  | "ollama";

/** One frame of a stream: an SSE event's name and data, or one line of NDJSON. */
export interface DialectFrame {
  readonly event?: string;
  readonly data: string;
  /** The data parsed, where somebody has done so already; never changed. */
  readonly json?: unknown;
}

/** A call as it goes to an upstream: the path below the instance's base address, and the body. */
export interface EncodedCall {
  readonly path: string;
  readonly body: JsonObject;
  /** What this call says in its headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request whose caller wrote it in this very dialect. */
export interface OwnAsked {
  /** What it was understood to say; its model is the upstream's own id. */
  readonly request: ChatRequest;
  readonly body: OwnBody;
  /** Whether the reply is wanted as a stream. */
  readonly streams: boolean;
}

/** The same as EncodedCall, of a body that is written already. */
export interface OwnCall extends Omit<EncodedCall, "body"> {
  readonly body: string;
}

/** Frames of one reply to events. Stateful, one per reply; never throws. */
export interface Decoder {
  decode(frame: DialectFrame): readonly StreamEvent[];
  /** Once, when the body has ended: what was held back, or `stream-interrupted`. */
  end(): readonly StreamEvent[];
  /** True once the reply has its terminal event; at most `usage` still comes. */
  readonly complete: boolean;
  /** True once nothing can follow any more, where the dialect says so. */
  readonly over?: boolean;
}

/** What a dialect says in its path instead of its body. */
export interface CallRoute {
  readonly model: string;
  readonly stream: boolean;
}

/** A tool by the name and in the form that its caller knows; a request's own name for it may be another. */
export interface CalledTool {
  readonly form: "function" | "custom" | "local-shell" | "tool-search";
  readonly name: string;
  /** The group that it was declared in. */
  readonly namespace?: string;
}

/** By the request's own names. What is not among them is a function of that name. */
export type CalledTools = ReadonlyMap<string, CalledTool>;

/** A caller's request, checked. */
export interface ParsedCall {
  readonly request: ChatRequest;
  readonly stream: boolean;
  /** Absent where the dialect's callers know their tools by the request's own names. */
  readonly called?: CalledTools;
  /** Absent where its callers count messages and tools as the request does. */
  readonly places?: Places;
  /** Where this call names its fields otherwise than its dialect's callers do today. */
  readonly fieldNames?: FieldNames;
  /** Whether the caller wants usage in the stream. */
  readonly includeUsage: boolean;
}

/** What the frames of a reply said of it until now, where its dialect says that. */
export interface BegunReply {
  readonly id?: string;
  /** Number of the next frame. */
  readonly next?: number;
  /** The reply in its dialect, with what has arrived of it. */
  readonly told?: JsonObject;
}

/** Reads the frames of one reply as they pass, and that of its failure, which does not. Stateful; never throws. */
export interface BegunReader {
  read(frame: DialectFrame, json: JsonObject): void;
  readonly begun: BegunReply;
}

/** Names and time of a reply as its caller shall see them. */
export interface ServeOptions {
  /** Id of the reply, unique. */
  readonly id: string;
  /** The model as the caller asked for it. */
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly includeUsage: boolean;
  /** The reply that this one goes on from, where the dialect tells it. */
  readonly previousId?: string;
  /** How the caller knows its tools. */
  readonly called?: CalledTools;
  /** The reply has begun already, in frames that another wrote. */
  readonly begun?: BegunReply;
}

/** Events of one reply to frames for a caller. */
export interface FrameWriter {
  write(event: StreamEvent): readonly DialectFrame[];
  /** Once, after the last event. */
  end(): readonly DialectFrame[];
}

/** What an upstream answered instead of a stream. */
export interface FailedReply {
  /** HTTP status; absent for a failure inside a stream. */
  readonly status?: number;
  /** Parsed JSON, or the text where it was not JSON. */
  readonly body: unknown;
  /** From the reply's headers, where they say. */
  readonly retryAfterMs?: number;
}

/** A wire format in both directions: pure, without I/O, clock or randomness. */
export interface Dialect<Quirks> {
  readonly name: DialectName;
  readonly fieldNames: FieldNames;
  /** How frames are told apart on the wire. */
  readonly framing: "sse" | "ndjson";
  /** A request as the upstream wants it, always streaming. Throws AppError `unsupported-parameter`. */
  encode(request: ChatRequest, quirks: Quirks): EncodedCall;
  /**
   * The same of a request that came in this dialect, in its caller's own words to the letter, but for what
   * only we know. Undefined where the upstream wants it said otherwise. Absent in a dialect without callers.
   */
  ownCall?(asked: OwnAsked, quirks: Quirks): OwnCall | undefined;
  /**
   * `replyName` tells replies apart: ids of calls are made with it, since some upstreams call all their
   * replies the same. It is asked for when one is wanted, and always gives the same.
   */
  createDecoder(replyName?: () => string): Decoder;
  /** The failure that an upstream's error reply means. */
  readError(reply: FailedReply): AppError;
  /** A caller's body. Throws AppError `invalid-request` that names the parameter. */
  parse(body: unknown, route?: CallRoute): ParsedCall;
  createWriter(options: ServeOptions): FrameWriter;
  /** A whole reply, for callers that do not stream. */
  serveWhole(reply: Reply, options: ServeOptions): JsonObject;
  /** An error body in this dialect's shape. */
  serveError(error: ErrorJson): JsonObject;
}
