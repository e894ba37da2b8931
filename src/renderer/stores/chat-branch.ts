import type { BranchMessage } from "#shared/chat/conversation.ts";

type Messages = readonly BranchMessage[];

/** One page of a branch, newest last, as the backend gives it. */
export interface BranchPage {
  readonly messages: Messages;
  readonly hasMore: boolean;
}

/** Puts older messages in front; a page that was asked for twice changes nothing. */
export function prependPage(loaded: Messages, page: BranchPage): Messages {
  const first = loaded[0]?.id;
  const overlap = page.messages.findIndex((message) => message.id === first);
  const older =
    overlap === -1 ? page.messages : page.messages.slice(0, overlap);
  return [...older, ...loaded];
}

/**
 * The branch after its newest page was read again. Loaded ancestors of that page stay, so that a
 * reader far up in a long chat is not thrown out of it.
 */
export function mergeNewest(
  loaded: { readonly messages: Messages; readonly hasOlder: boolean },
  page: BranchPage,
): { readonly messages: Messages; readonly hasOlder: boolean } {
  const replaced = { messages: page.messages, hasOlder: page.hasMore };
  const first = page.messages[0];
  if (!page.hasMore || first === undefined) return replaced;
  const same = loaded.messages.findIndex(({ id }) => id === first.id);
  const parent = loaded.messages.findIndex(({ id }) => id === first.parentId);
  const kept = same === -1 ? parent + 1 : same;
  if (kept === 0) return replaced;
  return {
    messages: [...loaded.messages.slice(0, kept), ...page.messages],
    hasOlder: loaded.hasOlder,
  };
}

/**
 * The branch after a message was added or changed. One that continues the branch is appended; one
 * of another branch only tells its siblings that it is there.
 */
export function upsertMessage(
  messages: Messages,
  message: BranchMessage,
): Messages {
  if (messages.some(({ id }) => id === message.id))
    return messages.map((known) => (known.id === message.id ? message : known));
  if (messages.at(-1)?.id === message.parentId) return [...messages, message];
  if (!messages.some(({ parentId }) => parentId === message.parentId))
    return messages;
  return messages.map((known) =>
    known.parentId === message.parentId && known.role === message.role
      ? { ...known, siblingIds: message.siblingIds }
      : known,
  );
}

/** The branch that goes on below `parentId` with these messages instead of those that stood there. */
export function continueBelow(
  messages: Messages,
  parentId: string | undefined,
  below: Messages,
): Messages {
  const parent = messages.findIndex(({ id }) => id === parentId);
  return [...messages.slice(0, parent + 1), ...below];
}

/** Neighbour of a message among its siblings, with its place counted from 1. */
export function siblingsOf(message: BranchMessage): {
  readonly position: number;
  readonly count: number;
  readonly previous?: string;
  readonly next?: string;
} {
  const { siblingIds } = message;
  const index = siblingIds.indexOf(message.id);
  const previous = siblingIds[index - 1];
  const next = siblingIds[index + 1];
  return {
    position: index + 1,
    count: siblingIds.length,
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
  };
}
