import type { InstanceId } from "#shared/models/ids.ts";
import type { InstanceKind } from "#shared/models/instance.ts";
import type { RateLimits } from "../rate-limit/limits.ts";

/** A GGUF file that an instance offers. */
export interface LocalModelFile {
  readonly id: string;
  readonly path: string;
  /** Tokens; absent: the app's setting. */
  readonly contextSize?: number;
  /** Absent: the app's setting. */
  readonly gpuLayers?: number;
}

/** Where an instance's key comes from. */
export type InstanceKey =
  | { readonly type: "stored"; readonly secret: string }
  | { readonly type: "environment"; readonly variable: string }
  | { readonly type: "secret"; readonly secret: string }
  | { readonly type: "value"; readonly value: string };

/** One configured upstream, after config file, store and defaults were laid over each other. */
export interface Instance {
  readonly id: InstanceId;
  readonly kind: InstanceKind;
  readonly name: string;
  readonly baseUrl?: string;
  readonly enabled: boolean;
  /** Nothing that is sent there leaves this computer. */
  readonly local: boolean;
  readonly simulated: boolean;
  /** Leaves the user's own network. */
  readonly cloud: boolean;
  readonly risk: "low" | "medium" | "high";
  /** Whether LAN clients of the gateway may use it. */
  readonly lan: boolean;
  readonly key: InstanceKey;
  readonly allow?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly timeouts: {
    readonly connectMs?: number;
    readonly firstByteMs?: number;
    readonly idleMs?: number;
    readonly totalMs?: number;
  };
  readonly maxAttempts: number;
  readonly limits: RateLimits;
  /** GGUF files, for kind `llamacpp`. */
  readonly files: readonly LocalModelFile[];
  /** Fields that the config file fixes. */
  readonly locked: readonly string[];
  /** Whether it stands in the store (it can then be removed in the app). */
  readonly stored: boolean;
}
