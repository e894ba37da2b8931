import type { ComparisonStore } from "./comparison-store.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { PromptSetStore } from "./prompt-set-store.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { InstanceKind } from "#shared/models/instance.ts";

/** Secrets at rest (encrypted with the master key). Values never appear in logs or errors. */
export interface SecretStore {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
}

/** An instance that a person added in the app; its key is in the SecretStore as `instance:<id>`. */
export interface StoredInstance {
  readonly id: string;
  readonly kind: InstanceKind;
  readonly name: string;
  readonly baseUrl?: string;
  readonly enabled: boolean;
  readonly createdAt: string;
}

export interface InstanceStore {
  list(): readonly StoredInstance[];
  put(instance: StoredInstance): void;
  remove(id: string): void;
}

/** Model lists as last seen, so that the app opens from disk at once. */
export interface ModelStore {
  load(): readonly {
    instance: string;
    refreshedAt: string;
    models: readonly ModelDescriptor[];
  }[];
  save(
    instance: string,
    refreshedAt: string,
    models: readonly ModelDescriptor[],
  ): void;
  forget(instance: string): void;
}

/** GGUF files that a person registered. `id` is what stands after the colon in the model id. */
export interface LocalModelStore {
  list(): readonly { id: string; path: string; addedAt: string }[];
  put(model: { id: string; path: string; addedAt: string }): void;
  remove(id: string): void;
}

/** Small JSON values by key: settings, favourites, recents, news. */
export interface KeyValueStore {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Everything that lives in the encrypted file, opened once per owner. */
export interface Store {
  readonly conversations: ConversationStore;
  readonly comparisons: ComparisonStore;
  readonly promptSets: PromptSetStore;
  readonly instances: InstanceStore;
  readonly models: ModelStore;
  readonly localModels: LocalModelStore;
  readonly values: KeyValueStore;
  readonly secrets: SecretStore;
  /** Checkpoints and closes; idempotent. */
  close(): void;
}
