import { useEffect, useRef, useState } from "react";
import { createDrafts } from "./chat-drafts.ts";
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
  /** After it was sent. */
  readonly clear: () => void;
}

/** The unsent message of a conversation; the component's key changes with the conversation. */
export function useDraft(key: string): Draft {
  const [text, setText] = useState(() => drafts.read(key));
  const [attachments, setAttachments] = useState<readonly Attachment[]>(
    () => attachmentDrafts.get(key) ?? [],
  );
  const latest = useRef(text);

  useEffect(() => {
    latest.current = text;
    const timer = setTimeout(() => drafts.write(key, text), saveDelayMs);
    return () => clearTimeout(timer);
  }, [key, text]);

  useEffect(() => {
    const save = () => drafts.write(key, latest.current);
    addEventListener("pagehide", save);
    return () => {
      removeEventListener("pagehide", save);
      save();
    };
  }, [key]);

  useEffect(() => {
    if (attachments.length === 0) attachmentDrafts.delete(key);
    else attachmentDrafts.set(key, attachments);
  }, [key, attachments]);

  return {
    text,
    attachments,
    setText,
    setAttachments,
    clear: () => {
      latest.current = "";
      drafts.write(key, "");
      setText("");
      setAttachments([]);
    },
  };
}
