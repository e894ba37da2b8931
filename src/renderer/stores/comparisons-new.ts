import { create } from "zustand";
import { mostColumns } from "#shared/compare/comparison.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "./app-errors.ts";
import { navigate } from "./app-navigation.ts";
import { useModels, type ModelsState } from "./models.ts";

/** Models of a comparison that does not exist before its first question; absent: a suggestion. */
export const useNewComparison = create<{
  readonly models?: readonly string[];
}>(() => ({}));

export function setChosenModels(models: readonly string[]): void {
  useNewComparison.setState({ models: models.slice(0, mostColumns) });
}

/** The next comparison begins with this model, beside what is suggested. */
export function compareWithOthers(ref: string): void {
  const others = chosenModels(undefined, useModels.getState());
  setChosenModels([...new Set([ref, ...others])].slice(0, suggested));
}

/** A comparison that goes on from a chat: its model beside another one. The person is told of failures. */
export async function compareChat(
  conversationId: string,
  model: string,
): Promise<void> {
  const others = chosenModels(undefined, useModels.getState());
  const models = [...new Set([model, ...others])].slice(0, 2);
  try {
    const { id } = await client.comparisons.create({
      models,
      fromConversation: conversationId,
    });
    navigate("compare", id);
  } catch (error) {
    toastError(error);
  }
}

const suggested = 3;

/** What was chosen, or what a person likely wants to see side by side: favourites, recent, free ones. */
export function chosenModels(
  chosen: readonly string[] | undefined,
  registry: Pick<ModelsState, "models" | "byRef" | "recents" | "favourites">,
): string[] {
  if (chosen !== undefined) return [...chosen];
  const { models, byRef, recents, favourites } = registry;
  const harmless = ({ local, simulated }: ModelDescriptor): boolean =>
    local || simulated;
  const wanted = [
    ...favourites,
    ...recents,
    ...models.filter(harmless).map(({ ref }) => ref),
  ];
  return [...new Set(wanted)]
    .filter((ref) => byRef.has(ref))
    .slice(0, suggested);
}
