import type { InstanceId } from "#shared/models/ids.ts";
import type { InstanceKind } from "#shared/models/instance.ts";
import type {
  InstanceSettings,
  SetPrice,
  SideTongue,
} from "#shared/models/instance-settings.ts";
import type { RateLimits } from "../rate-limit/limits.ts";
import type { Timeouts } from "./timeouts.ts";

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

/** How Ollama loads its models. */
export interface LoadingOptions {
  /** Tokens, the same for every request; absent: as much as each one needs. */
  readonly contextSize?: number;
  /** Seconds, or a duration such as `5m`; absent: Ollama's own. */
  readonly keepAlive?: number | string;
}

/** What a person set on an instance in the app. */
export type InstanceEdits = Omit<InstanceSettings, "headers"> & {
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

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
  readonly timeouts: Partial<Omit<Timeouts, "progressMs">>;
  readonly maxAttempts: number;
  readonly limits: RateLimits;
  readonly prices?: readonly SetPrice[];
  /** For kinds `openai` and `openrouter`: what it speaks beside its chat; absent: what is known or found out. */
  readonly speaks?: readonly SideTongue[];
  /** For kind `ollama`. */
  readonly loading: LoadingOptions;
  /** What was set by hand, the config file's laid over the app's; what is absent follows its default. */
  readonly explicit: InstanceEdits;
  /** GGUF files, for kind `llamacpp`. */
  readonly files: readonly LocalModelFile[];
  /** Fields that the config file fixes. */
  readonly locked: readonly string[];
  /** Whether it stands in the store (it can then be removed in the app). */
  readonly stored: boolean;
}
