import { useEffect, useRef, useState } from "react";
import { createDrafts, textLeft } from "./chat-drafts.ts";
import type { Attachment } from "#renderer/components/composer/attachments.ts";

const saveDelayMs = 300;

const drafts = createDrafts(localStorage);
/** Images are too large for the page's storage: they live as long as the page. */
const attachmentDrafts = new Map<string, readonly Attachment[]>();

export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly setText: (text: string) => void;
  readonly setAttachments: (
    change: (before: readonly Attachment[]) => readonly Attachment[],
  ) => void;
  /** Takes out what was sent; what was written meanwhile stays. */
  readonly takeOut: (sent: Pick<Draft, "text" | "attachments">) => void;
}

/** Where the new wording of a message that was sent is kept. */
export const editKey = (messageId: string): string => `edit:${messageId}`;

export function hasDraft(key: string): boolean {
  return drafts.read(key) !== "";
}

/**
 * The unsent message of a conversation, or the new wording of one that was sent; the component's key
 * changes with it. Without a draft it begins with `initial`.
 */
export function useDraft(key: string, initial = ""): Draft {
  const [text, setText] = useState(() => drafts.read(key) || initial);
  const [attachments, setAttachments] = useState<readonly Attachment[]>(
    () => attachmentDrafts.get(key) ?? [],
  );
  const latest = useRef({ text, attachments });

  useEffect(() => {
    latest.current = { text, attachments };
  });

  useEffect(() => {
    const timer = setTimeout(() => drafts.write(key, text), saveDelayMs);
    return () => clearTimeout(timer);
  }, [key, text]);

  useEffect(() => {
    const save = () => drafts.write(key, latest.current.text);
    addEventListener("pagehide", save);
    return () => {
      removeEventListener("pagehide", save);
      save();
    };
  }, [key]);

  useEffect(() => {
    keepAttachments(key, attachments);
  }, [key, attachments]);

  return {
    text,
    attachments,
    setText,
    setAttachments,
    takeOut: (sent) => {
      const left = leftOf(latest.current, sent);
      // The field may be gone by now, the chat having got a place of its own.
      latest.current = left;
      drafts.write(key, left.text);
      keepAttachments(key, left.attachments);
      setText(left.text);
      setAttachments(left.attachments);
    },
  };
}

type Content = Pick<Draft, "text" | "attachments">;

function leftOf(now: Content, sent: Content): Content {
  const sentIds = new Set(sent.attachments.map(({ id }) => id));
  return {
    text: textLeft(now.text, sent.text),
    attachments: now.attachments.filter(({ id }) => !sentIds.has(id)),
  };
}

function keepAttachments(
  key: string,
  attachments: readonly Attachment[],
): void {
  if (attachments.length === 0) attachmentDrafts.delete(key);
  else attachmentDrafts.set(key, attachments);
}
