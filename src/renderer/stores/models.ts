import { create } from "zustand";
import type { z } from "zod";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { modelChangesSchema } from "#shared/rpc/models.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

export type ModelChanges = z.infer<typeof modelChangesSchema>;

export interface ModelsState {
  readonly loading: Loading;
  readonly models: readonly ModelDescriptor[];
  readonly byRef: ReadonlyMap<string, ModelDescriptor>;
  readonly favourites: ReadonlySet<string>;
  /** Most recently used first. */
  readonly recents: readonly string[];
  readonly refreshedAt?: string;
  readonly news?: ModelChanges;
  readonly refreshing: boolean;
}

/** The registry as the window knows it. */
export const useModels = create<ModelsState>(() => ({
  loading: { status: "loading" },
  models: [],
  byRef: new Map(),
  favourites: new Set(),
  recents: [],
  refreshing: false,
}));

export async function loadModels(): Promise<void> {
  try {
    const { models, favourites, recents, refreshedAt, news } =
      await client.models.list();
    useModels.setState({
      loading: { status: "ready" },
      models,
      byRef: new Map(models.map((model) => [model.ref, model])),
      favourites: new Set(favourites),
      recents,
      ...(refreshedAt === undefined ? {} : { refreshedAt }),
      ...(news === undefined ? {} : { news }),
    });
  } catch (error) {
    // What is on show stays on show; only an empty list tells of the failure.
    if (useModels.getState().loading.status !== "ready")
      useModels.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

export type RefreshOutcome = Awaited<ReturnType<typeof client.models.refresh>>;

/** Asks all instances now; `undefined` when it could not even be asked (the person was told). */
export async function refreshModels(): Promise<RefreshOutcome | undefined> {
  if (useModels.getState().refreshing) return undefined;
  useModels.setState({ refreshing: true });
  try {
    const outcome = await client.models.refresh({});
    await loadModels();
    return outcome;
  } catch (error) {
    toastError(error);
    return undefined;
  } finally {
    useModels.setState({ refreshing: false });
  }
}

/** Shows at once, then tells the backend; taken back if that fails. */
export async function toggleFavourite(ref: string): Promise<void> {
  const favourite = !useModels.getState().favourites.has(ref);
  showFavourite(ref, favourite);
  try {
    await client.models.setFavourite({ ref, favourite });
  } catch (error) {
    showFavourite(ref, !favourite);
    toastError(error);
  }
}

function showFavourite(ref: string, favourite: boolean): void {
  const favourites = new Set(useModels.getState().favourites);
  if (favourite) favourites.add(ref);
  else favourites.delete(ref);
  useModels.setState({ favourites });
}

export function followModels(): () => void {
  return onBackendChange(["models", "instances", "local"], () => {
    void loadModels();
  });
}
