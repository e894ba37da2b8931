import type { Parameters } from "#shared/chat/parameters.ts";
import type { Message } from "#shared/chat/message.ts";
import type { FinishReason } from "#shared/chat/stream-event.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { GgufFacts } from "#shared/models/descriptor.ts";

/** How a model is loaded. A change of any field loads it anew. */
export interface LocalLoadOptions {
  readonly path: string;
  /** Tokens; 0 lets the model's own length and the memory decide. */
  readonly contextSize: number;
  /** Layers on the GPU; −1 lets the runtime decide, 0 is CPU only. */
  readonly gpuLayers: number;
  /** 0 means processor cores − 1, at least 1. */
  readonly threads: number;
}

/** Functions that a model may call. */
export interface LocalTools {
  readonly offered: readonly {
    readonly name: string;
    readonly description?: string;
    /** JSON Schema of the arguments. */
    readonly parameters: Readonly<Record<string, unknown>>;
  }[];
  readonly choice: "auto" | "required" | { readonly tool: string };
  /** False: one call a reply at most. */
  readonly parallel: boolean;
}

export interface LocalGenerateRequest {
  readonly load: LocalLoadOptions;
  readonly messages: readonly Message[];
  readonly parameters: Parameters;
  /** Only for models with a chat template. */
  readonly tools?: LocalTools;
  /** JSON Schema that the output must match, enforced as a grammar; `{}` is any JSON. */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
}

export type LocalEvent =
  /** Another generation runs; this one waits its turn. */
  | { readonly type: "queued" }
  | { readonly type: "loading"; readonly fraction: number }
  /** The prompt is being evaluated; only of prompts that take more than one step. */
  | { readonly type: "reading"; readonly fraction: number }
  | {
      readonly type: "prompting";
      readonly prompting: "chat-template" | "completion";
    }
  /** Thinking that the model's own template marks as such. */
  | { readonly type: "reasoning"; readonly text: string }
  | { readonly type: "text"; readonly text: string }
  /** A call of one of the offered functions begins. */
  | { readonly type: "call"; readonly name: string }
  /** More of the JSON text of the last call's arguments, which fit its schema once they are whole. */
  | { readonly type: "arguments"; readonly text: string }
  | {
      readonly type: "done";
      readonly reason: FinishReason;
      readonly inputTokens: number;
      readonly outputTokens: number;
    }
  | { readonly type: "error"; readonly error: ErrorJson };

export interface LocalStatus {
  readonly state: "stopped" | "idle" | "loading" | "generating";
  readonly loadedPath?: string;
  readonly memoryBytes?: number;
  readonly threads: number;
  readonly gpu: string | false;
}

/**
 * llama.cpp in a process of its own. One generation at a time; others wait their turn and can be
 * aborted while they do. The stream never throws; a crash of the process is one `error` event
 * (`local-crashed` or `local-out-of-memory`) and the next call starts a new process.
 */
export interface LocalRuntime {
  generate(
    request: LocalGenerateRequest,
    signal: AbortSignal,
  ): AsyncIterable<LocalEvent>;
  /** Tokens of the prompt as its model reads it; undefined where that model is not loaded just now. */
  countTokens(
    request: LocalGenerateRequest,
    signal: AbortSignal,
  ): Promise<number | undefined>;
  status(): LocalStatus;
  /** Frees the loaded model; no effect without one. */
  unload(): Promise<void>;
  dispose(): Promise<void>;
}

/** Reads a GGUF file's header without loading it. */
export interface GgufReader {
  /**
   * Throws AppError `file-not-found` (missing), `file-unreadable` (a directory, no permission) or
   * `file-invalid` (not GGUF, truncated, absurd header), each with `path` in its data.
   */
  read(path: string): Promise<
    GgufFacts & {
      readonly contextLength?: number;
      readonly name?: string;
      /** The chat template marks thoughts, so that they can be told apart. */
      readonly thinks: boolean;
    }
  >;
}
