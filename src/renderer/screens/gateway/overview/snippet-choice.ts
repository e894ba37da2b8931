import { create } from "zustand";
import type { KeyView } from "#shared/gateway/key.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { SnippetKind } from "./snippets.ts";

/** What the examples are about; kept while the window is open. */
export const useSnippetChoice = create<{
  readonly kind: SnippetKind;
  /** `instance:model` or an alias; absent until someone chooses. */
  readonly model: string | undefined;
  readonly keyId: string | undefined;
}>(() => ({ kind: "curl", model: undefined, keyId: undefined }));

/** The chosen one while it is there, else what was used last, else the first. */
export function exampleModel(
  models: readonly ModelDescriptor[],
  chosen: string | undefined,
  recents: readonly string[],
): string | undefined {
  const known = new Set<string>(models.map(({ ref }) => ref));
  if (chosen !== undefined && known.has(chosen)) return chosen;
  return recents.find((ref) => known.has(ref)) ?? models[0]?.ref;
}

/** The chosen key while it may chat, else the newest that may. */
export function exampleKey(
  keys: readonly KeyView[],
  chosen: string | undefined,
): KeyView | undefined {
  const usable = chattyKeys(keys);
  return usable.find(({ id }) => id === chosen) ?? usable[0];
}

export function chattyKeys(keys: readonly KeyView[]): readonly KeyView[] {
  return keys.filter(
    ({ state, scopes }) => state === "active" && scopes.includes("chat"),
  );
}
