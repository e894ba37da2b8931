import type { KeyValueStore } from "#main/ports/stores.ts";
import type { Announcements } from "../announcements/announcements.ts";

const favouritesKey = "favourite-models";
const recentsKey = "recent-models";
const mostRecents = 20;

/** Which models a person likes and used last. */
export interface ModelPreferences {
  favourites(): string[];
  setFavourite(ref: string, favourite: boolean): void;
  /** Most recently used first. */
  recents(): string[];
  noteUse(ref: string): void;
}

export function createModelPreferences(dependencies: {
  readonly values: KeyValueStore;
  readonly announcements: Announcements;
}): ModelPreferences {
  const { values, announcements } = dependencies;
  const read = (key: string): string[] => {
    const stored = values.get(key);
    return Array.isArray(stored)
      ? stored.filter((ref) => typeof ref === "string")
      : [];
  };
  return {
    favourites: () => read(favouritesKey),
    setFavourite(ref, favourite) {
      const others = read(favouritesKey).filter((it) => it !== ref);
      values.set(favouritesKey, favourite ? [...others, ref] : others);
      announcements.announce("models");
    },
    recents: () => read(recentsKey),
    noteUse(ref) {
      const recents = read(recentsKey);
      if (recents[0] === ref) return;
      const others = recents.filter((it) => it !== ref);
      values.set(recentsKey, [ref, ...others].slice(0, mostRecents));
      announcements.announce("models");
    },
  };
}
