import { memo } from "react";
import { isFree, type ModelDescriptor } from "#shared/models/descriptor.ts";
import { FavouriteButton } from "#renderer/components/model-list/favourite-button.tsx";
import { Highlight } from "#renderer/components/model-list/highlight.tsx";
import {
  AbilityChips,
  OriginChip,
} from "#renderer/components/model-list/model-chips.tsx";
import { priceText } from "#renderer/components/model-list/model-price.ts";
import type { ModelMatch } from "#renderer/components/model-list/search.ts";
import { modelName, modelSubtitle } from "#renderer/format/model.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { formatTokensShort } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { costOf } from "#renderer/stores/chat-figures.ts";
import { useMessageSize } from "#renderer/stores/chat-message-size.ts";
import { toggleFavourite } from "#renderer/stores/models.ts";
import styles from "./models.module.css";

export const ModelsRow = memo(function ModelsRow({
  id,
  rowIndex,
  offset,
  match,
  favourite,
  selected,
  onSelect,
  onOpen,
}: {
  readonly id: string;
  readonly rowIndex: number;
  /** Pixels from the top of the list. */
  readonly offset: number;
  readonly match: ModelMatch;
  readonly favourite: boolean;
  readonly selected: boolean;
  readonly onSelect: (ref: string) => void;
  readonly onOpen: (model: ModelDescriptor) => void;
}) {
  const { model } = match;
  const name = modelName(model);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={`${styles.row} ${styles.body}`}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={() => onSelect(model.ref)}
      onDoubleClick={() => onOpen(model)}
    >
      <div role="gridcell">
        <FavouriteButton
          name={name}
          favourite={favourite}
          onToggle={() => void toggleFavourite(model.ref)}
        />
      </div>
      <div role="gridcell" className={styles.name}>
        <span className={styles.title} title={name}>
          <Highlight text={name} ranges={match.nameRanges} />
        </span>
        <span className={styles.subtitle} title={model.ref}>
          <Highlight
            text={modelSubtitle(model)}
            ranges={match.subtitleRanges}
          />
        </span>
      </div>
      <div role="gridcell" className={styles.figure}>
        {model.contextLength !== undefined &&
          formatTokensShort(model.contextLength)}
      </div>
      <Prices model={model} />
      <div role="gridcell" className={styles.can}>
        <AbilityChips model={model} />
      </div>
      <div role="gridcell" className={`${styles.figure} ${styles.message}`}>
        <MessageCost model={model} />
      </div>
    </div>
  );
});

/** What the message that is being written in the chat would cost. */
function MessageCost({ model }: { readonly model: ModelDescriptor }) {
  const { inputTokens, outputTokens } = useMessageSize();
  const cost = isFree(model)
    ? 0
    : costOf(model, { input: inputTokens, output: outputTokens });
  if (cost === undefined || model.local || model.simulated) return null;
  return cost === 0 ? t("common.free") : formatUsd(cost);
}

function Prices({ model }: { readonly model: ModelDescriptor }) {
  if (model.local || model.simulated)
    return (
      <div
        role="gridcell"
        aria-colspan={2}
        className={`${styles.figure} ${styles.origin}`}
      >
        <OriginChip local={model.local} simulated={model.simulated} />
      </div>
    );
  return (
    <>
      <div role="gridcell" className={styles.figure}>
        {priceText(model, "input")}
      </div>
      <div role="gridcell" className={styles.figure}>
        {priceText(model, "output")}
      </div>
    </>
  );
}
