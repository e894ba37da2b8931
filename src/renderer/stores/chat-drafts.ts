/** What a person typed but has not sent, by conversation; survives a reload. */
export interface DraftStorage {
  read(key: string): string;
  write(key: string, text: string): void;
}

type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const storageKey = "modeldocker.drafts";
/** Those written longest ago are let go. */
const mostDrafts = 50;
/** Longer ones live in memory alone. */
const longestDraft = 100_000;

/** What of a draft was not yet there when it was sent. */
export function textLeft(now: string, sent: string): string {
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
}

export function createDrafts(storage: TextStorage): DraftStorage {
  const drafts = new Map<string, string>(readAll(storage));

  function save(): void {
    const kept = [...drafts].filter(([, text]) => text.length <= longestDraft);
    try {
      if (kept.length === 0) storage.removeItem(storageKey);
      else storage.setItem(storageKey, JSON.stringify(kept));
    } catch {
      // A full storage costs the draft only after a reload.
    }
  }

  return {
    read: (key) => drafts.get(key) ?? "",
    write: (key, text) => {
      drafts.delete(key);
      if (text.trim() !== "") drafts.set(key, text);
      for (const oldest of drafts.keys()) {
        if (drafts.size <= mostDrafts) break;
        drafts.delete(oldest);
      }
      save();
    },
  };
}

function readAll(storage: TextStorage): [string, string][] {
  try {
    const value: unknown = JSON.parse(storage.getItem(storageKey) ?? "[]");
    if (!Array.isArray(value)) return [];
    return value.filter(
      (entry): entry is [string, string] =>
        Array.isArray(entry) &&
        typeof entry[0] === "string" &&
        typeof entry[1] === "string",
    );
  } catch {
    return [];
  }
}
