import type {
  EmbeddingReply,
  EmbeddingRequest,
} from "#shared/chat/embedding.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { PullPhase } from "#shared/models/pull.ts";
import type { ModelProblem } from "#shared/models/instance.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";

export interface PullProgress {
  readonly phase: PullPhase;
  /** Bytes of all parts that are known so far. */
  readonly completedBytes: number;
  readonly totalBytes: number;
}

/** A wire frame that events came from, kept so that the same dialect can be forwarded untouched. */
export interface WireFrame {
  /** Name of the dialect that the frame is written in, e.g. `openai-chat`. */
  readonly dialect: string;
  /** SSE event name, where the dialect uses them. */
  readonly event?: string;
  /** Payload exactly as it came (`[DONE]` is never kept). */
  readonly data: string;
  /** The payload parsed, where the provider had to; never changed. */
  readonly json?: unknown;
}

/** An event and, on the first event of each frame, or on the error that it tells, the frame. It never crosses RPC. */
export interface ChatEvent {
  readonly event: StreamEvent;
  readonly frame?: WireFrame;
}

export interface ProviderCall {
  /** `model` is already the upstream's own id. */
  readonly request: ChatRequest;
  /**
   * True: where the request's dialect is the provider's own, the upstream is asked for one whole
   * reply. Its body is then the only frame, as it came.
   */
  readonly whole?: boolean;
  /** The text that the request was read from, in its dialect; absent where it was made otherwise. */
  readonly ownText?: string;
}

/**
 * One configured instance that can be asked. Its stream never throws: every failure is a last event
 * `error` with a code from the closed list. Aborting `signal` ends it within 100 ms with code
 * `aborted`, releases the socket (or the decoder) and is never reported as another code.
 */
export interface ChatProvider {
  chat(call: ProviderCall, signal: AbortSignal): AsyncIterable<ChatEvent>;
  /**
   * All events of a call whose reply comes in one piece, for whoever waits for it anyway; undefined,
   * or absent, where it does not. Keeps the contract of `chat`; never rejects.
   */
  whole?(
    call: ProviderCall,
    signal: AbortSignal,
  ): Promise<readonly ChatEvent[]> | undefined;
  /** Vectors of texts; absent where the kind has none. Throws AppError. */
  embed?(
    request: EmbeddingRequest,
    signal: AbortSignal,
  ): Promise<EmbeddingReply>;
  /**
   * Input tokens of a request as its own model counts them, with template and tools; undefined where
   * it cannot tell without a reply. Absent where no model of the kind can. Throws AppError.
   */
  countTokens?(
    request: ChatRequest,
    signal: AbortSignal,
  ): Promise<number | undefined>;
  /** False where it is known that `countTokens` tells nothing, without anybody being asked. Absent: it may. */
  counts?(): boolean;
  /** All models the instance offers now; throws AppError. */
  listModels(signal: AbortSignal): Promise<readonly ModelDescriptor[]>;
  /** What the latest `listModels` had to leave out, with why; absent where nothing can be. */
  problems?(): readonly ModelProblem[];
  /**
   * Fetches a model to the upstream's own disk and ends when it is there; absent where the kind has
   * no such thing. Throws AppError; a later call goes on where this one ended.
   */
  pull?(model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
  /** Deletes a model from that disk, for good. Throws AppError. */
  deleteModel?(model: string, signal: AbortSignal): Promise<void>;
  /** Gets no more calls; those in flight run to their end. Absent: as `dispose`. */
  retire?(): void;
  /** Closes pools and processes; calls in flight end with `aborted`. */
  dispose(): Promise<void>;
}
