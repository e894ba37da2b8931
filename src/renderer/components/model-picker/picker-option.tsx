import { Check } from "lucide-react";
import { memo, type CSSProperties } from "react";
import { modelName, modelSubtitle } from "#renderer/format/model.ts";
import { formatTokensShort } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { FavouriteMark } from "../model-list/favourite-button.tsx";
import { Highlight } from "../model-list/highlight.tsx";
import { AbilityChips, OriginChip } from "../model-list/model-chips.tsx";
import { priceText } from "../model-list/model-price.ts";
import type { ModelMatch } from "../model-list/search.ts";
import { ModelMark } from "../model-mark.tsx";
import styles from "./model-picker.module.css";

export const PickerOption = memo(function PickerOption({
  id,
  style,
  match,
  active,
  chosen,
  favourite,
  onActive,
  onChoose,
  onToggleFavourite,
}: {
  readonly id: string;
  readonly style: CSSProperties;
  readonly match: ModelMatch;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly favourite: boolean;
  readonly onActive: (ref: string) => void;
  readonly onChoose: (ref: string) => void;
  readonly onToggleFavourite: (ref: string) => void;
}) {
  const { model } = match;
  const name = modelName(model);
  return (
    <div
      id={id}
      className={styles.option}
      role="option"
      aria-selected={chosen}
      data-active={active}
      style={style}
      title={`${name}\n${model.ref}`}
      onPointerMove={() => active || onActive(model.ref)}
      onClick={() => onChoose(model.ref)}
    >
      <FavouriteMark
        favourite={favourite}
        onToggle={() => onToggleFavourite(model.ref)}
      />
      <ModelMark modelRef={model.ref} />
      <span className={styles.words}>
        <span className={styles.name}>
          <Highlight text={name} ranges={match.nameRanges} />
        </span>
        {chosen && <Check size={14} aria-hidden />}
        <span className={styles.subtitle}>
          <Highlight
            text={modelSubtitle(model)}
            ranges={match.subtitleRanges}
          />
        </span>
      </span>
      <AbilityChips model={model} />
      <span className={styles.figure}>
        {model.contextLength !== undefined &&
          formatTokensShort(model.contextLength)}
      </span>
      <Price match={match} />
    </div>
  );
});

function Price({ match: { model } }: { readonly match: ModelMatch }) {
  if (model.local || model.simulated)
    return (
      <span className={styles.figure}>
        <OriginChip local={model.local} simulated={model.simulated} />
      </span>
    );
  const input = priceText(model, "input");
  const output = priceText(model, "output");
  if (input === "" || input === output)
    return <span className={styles.figure}>{input}</span>;
  return (
    <span
      className={styles.figure}
      aria-label={t("picker.prices", { input, output })}
    >
      {input} / {output}
    </span>
  );
}
