import { useState } from "react";
import { assertNever } from "#shared/errors/app-error.ts";
import { formatBytes } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import {
  mostAttachments,
  readAttachment,
  type Refusal,
} from "#renderer/components/composer/attachments.ts";
import type { Draft } from "./chat-draft.ts";

/** Files on their way into a draft, and the sentence about one that could not come along. */
export function useAttaching(draft: Draft): {
  readonly refusal: string | undefined;
  readonly dragging: boolean;
  readonly setDragging: (dragging: boolean) => void;
  readonly dismiss: () => void;
  /** `name` is for files that have none of their own, such as a pasted image. */
  readonly add: (files: readonly File[], name?: string) => Promise<void>;
} {
  const [refusal, setRefusal] = useState<Refusal>();
  const [dragging, setDragging] = useState(false);

  async function add(files: readonly File[], name?: string): Promise<void> {
    setRefusal(undefined);
    const room = mostAttachments - draft.attachments.length;
    if (files.length > room)
      setRefusal({ reason: "too-many", count: mostAttachments });
    for (const file of files.slice(0, Math.max(0, room))) {
      const unnamed = file.name === "" || /^image\.\w+$/.test(file.name);
      const read = await readAttachment(
        file,
        unnamed && name !== undefined ? name : file.name,
      );
      if ("reason" in read) setRefusal(read);
      else draft.setAttachments((all) => [...all, read]);
    }
  }

  return {
    refusal: refusal === undefined ? undefined : refusalSentence(refusal),
    dragging,
    setDragging,
    dismiss: () => setRefusal(undefined),
    add,
  };
}

function refusalSentence(refusal: Refusal): string {
  switch (refusal.reason) {
    case "too-large":
      return t("chat.attachment.tooLarge", {
        name: refusal.name,
        limit: formatBytes(refusal.limit),
      });
    case "binary":
      return t("chat.attachment.binary", { name: refusal.name });
    case "unreadable":
      return t("chat.attachment.unreadable", { name: refusal.name });
    case "too-many":
      return t("chat.attachment.tooMany", { count: refusal.count });
    default:
      return assertNever(refusal);
  }
}
