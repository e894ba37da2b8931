import { navigate } from "#renderer/stores/app-navigation.ts";

/** What the screen shows, as the address names it. */
export type ComparePlace =
  | { readonly view: "new" }
  | { readonly view: "comparison"; readonly id: string }
  | { readonly view: "leaderboard" }
  | { readonly view: "new-set" }
  | { readonly view: "set"; readonly id: string };

const setPrefix = "set-";

export function parseComparePlace(argument: string | undefined): ComparePlace {
  if (argument === undefined) return { view: "new" };
  if (argument === "leaderboard") return { view: "leaderboard" };
  if (argument === "new-set") return { view: "new-set" };
  return argument.startsWith(setPrefix)
    ? { view: "set", id: argument.slice(setPrefix.length) }
    : { view: "comparison", id: argument };
}

export const openComparison = (id: string, options = {}): void =>
  navigate("compare", id, options);
export const openNewComparison = (): void => navigate("compare");
export const openLeaderboard = (): void => navigate("compare", "leaderboard");
export const openNewSet = (): void => navigate("compare", "new-set");
export const openPromptSet = (id: string, options = {}): void =>
  navigate("compare", `${setPrefix}${id}`, options);
