import { FlaskConical, Laptop } from "lucide-react";
import {
  modelChips,
  type ModelChip,
  type ModelDescriptor,
} from "#shared/models/descriptor.ts";
import { t } from "#renderer/messages/t.ts";
import { Chip } from "../chip.tsx";
import styles from "./model-list.module.css";

const abilities: readonly ModelChip[] = ["vision", "tools", "reasoning"];

/** What a model can do, as words. */
export function AbilityChips({ model }: { readonly model: ModelDescriptor }) {
  return (
    <span className={styles.chips}>
      {modelChips(model)
        .filter((chip) => abilities.includes(chip))
        .map((chip) => (
          <Chip key={chip}>{t(`chip.${chip}`)}</Chip>
        ))}
    </span>
  );
}

/** `local` or `simulated`, where that is so. */
export function OriginChip({
  local,
  simulated,
}: {
  readonly local: boolean;
  readonly simulated: boolean;
}) {
  if (simulated)
    return (
      <Chip tone="warn" icon={<FlaskConical size={14} aria-hidden />}>
        {t("common.simulated")}
      </Chip>
    );
  if (local)
    return (
      <Chip tone="good" icon={<Laptop size={14} aria-hidden />}>
        {t("common.local")}
      </Chip>
    );
  return null;
}
