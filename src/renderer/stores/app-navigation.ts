import { create } from "zustand";

export const screenIds = [
  "chat",
  "compare",
  "models",
  "providers",
  "gateway",
  "activity",
  "settings",
] as const;
export type ScreenId = (typeof screenIds)[number];

export interface Place {
  readonly screen: ScreenId;
  /** What the screen shows: a conversation, a model. Each screen says what it means. */
  readonly argument?: string;
}

/** Where the window is; the address's hash (`#/models/openrouter%3Ax`) is the truth behind it. */
export const useNavigation = create<Place>(() => parsePlace(currentHash()));

function currentHash(): string {
  return typeof location === "undefined" ? "" : location.hash;
}

export function parsePlace(hash: string): Place {
  const [, name = "", argument = ""] =
    /^#\/([^/]*)(?:\/(.+))?$/.exec(hash) ?? [];
  const screen = screenIds.find((id) => id === name) ?? "chat";
  if (argument === "" || screen !== name) return { screen };
  try {
    return { screen, argument: decodeURIComponent(argument) };
  } catch {
    return { screen };
  }
}

export function placeHash({ screen, argument }: Place): string {
  return argument === undefined
    ? `#/${screen}`
    : `#/${screen}/${encodeURIComponent(argument)}`;
}

let steps = 0;

/** Goes to a screen; `replace` leaves no step to come back to (a choice within the same screen). */
export function navigate(
  screen: ScreenId,
  argument?: string,
  options: { readonly replace?: boolean } = {},
): void {
  const place: Place =
    argument === undefined ? { screen } : { screen, argument };
  const hash = placeHash(place);
  if (hash !== location.hash) {
    if (options.replace === true) history.replaceState(null, "", hash);
    else {
      history.pushState(null, "", hash);
      steps += 1;
    }
  }
  useNavigation.setState(place, true);
}

/** What each screen showed when it was left. */
const left = new Map<ScreenId, string>();
useNavigation.subscribe(({ screen, argument }) => {
  if (argument === undefined) left.delete(screen);
  else left.set(screen, argument);
});

/** To a screen as it was left; on the screen itself to its beginning. */
export function visit(screen: ScreenId): void {
  const isHere = useNavigation.getState().screen === screen;
  navigate(screen, isHere ? undefined : left.get(screen));
}

/** One step back, to the chat when there is none; false when already there. */
export function goBack(): boolean {
  if (steps > 0) {
    steps -= 1;
    history.back();
    return true;
  }
  if (useNavigation.getState().screen === "chat") return false;
  navigate("chat", undefined, { replace: true });
  return true;
}

/** Follows the browser's own back and forward until the returned function is called. */
export function followHistory(): () => void {
  const read = () => useNavigation.setState(parsePlace(location.hash), true);
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  return () => {
    removeEventListener("popstate", read);
    removeEventListener("hashchange", read);
  };
}
