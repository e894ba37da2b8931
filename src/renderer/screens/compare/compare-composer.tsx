import { Merge } from "lucide-react";
import { useEffect, useState } from "react";
import type { Comparison } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import {
  readEstimate,
  type CostEstimate,
} from "#renderer/stores/chat-estimate.ts";
import { useDraft, type Draft } from "#renderer/stores/chat-draft.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import { ComposerBar } from "./composer-bar.tsx";
import { useImageWarning } from "./image-warning.ts";

/** The one field that asks all columns. */
export function CompareComposer({
  comparison,
  store,
  first,
  mergeable,
  onSend,
  onMerge,
}: {
  readonly comparison: Comparison;
  readonly store: OpenComparison;
  readonly first: boolean;
  readonly mergeable: boolean;
  /** Before the backend has answered: it may take its time, and the reader may have turned back. */
  readonly onSend: () => void;
  readonly onMerge: () => void;
}) {
  const { id, columns, streaming } = comparison;
  const draft = useDraft(`compare ${id}`);
  const estimate = useEstimate(comparison, lengthOf(draft));
  const models = columns.map(({ model }) => model);
  const warning = useImageWarning(draft, models, comparison.blind);
  return (
    <ComposerBar
      draft={draft}
      placeholder={t(
        first ? "compare.composer.first" : "compare.composer.next",
        {
          count: columns.length,
        },
      )}
      note={costText(columns.length, estimate)}
      warning={warning}
      streaming={streaming}
      onStop={() => void client.comparisons.stop({ id }).catch(toastError)}
      onSend={async (parts) => {
        onSend();
        const { comparison: sent } = await client.comparisons.send({
          id,
          parts: [...parts],
        });
        store.show(() => ({ comparison: sent }));
      }}
      extra={
        mergeable && (
          <Button
            variant="quiet"
            icon={<Merge size={16} aria-hidden />}
            disabled={streaming}
            onClick={onMerge}
          >
            {t("compare.merge.action")}
          </Button>
        )
      }
    />
  );
}

/** Beside the button that asks all columns: how many they are, and what they cost. */
export function costText(count: number, estimate: CostEstimate): string {
  const read = readEstimate(estimate);
  switch (read.kind) {
    case "unknown":
      return t("compare.composer.columns", { count });
    case "free":
      return t("compare.composer.free", { count });
    case "usual":
      return t("compare.composer.estimate", { count, cost: read.cost });
    case "most":
      return t("compare.composer.estimateMost", { count, cost: read.cost });
  }
}

export function lengthOf({ text, attachments }: Draft): number {
  return attachments.reduce(
    (sum, { part }) => sum + (part.type === "file" ? part.text.length : 0),
    text.length,
  );
}

const delayMs = 300;
/** Characters that make no difference worth a call. */
const grain = 50;

/** What sending to all columns would cost. */
function useEstimate(
  { id, columns, updatedAt, streaming }: Comparison,
  characters: number,
): CostEstimate {
  const [estimate, setEstimate] = useState<CostEstimate>({});
  const rough = Math.ceil(characters / grain) * grain;
  const models = columns.map(({ model }) => model).join("\n");
  useEffect(() => {
    if (streaming) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      client.comparisons.estimate({ id, characters: rough }).then(
        (found) => !stale && setEstimate(found),
        // No estimate is no reason to disturb anyone.
        () => !stale && setEstimate({}),
      );
    }, delayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [id, models, updatedAt, rough, streaming]);
  return estimate;
}
