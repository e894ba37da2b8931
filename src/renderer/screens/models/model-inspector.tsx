import {
  Cloud,
  Columns3,
  Copy,
  FlaskConical,
  Laptop,
  MessageSquare,
  Star,
  Trash2,
  X,
} from "lucide-react";
import { useState } from "react";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { Button } from "#renderer/components/button.tsx";
import { Chip } from "#renderer/components/chip.tsx";
import { Facts } from "#renderer/components/facts.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { AbilityChips } from "#renderer/components/model-list/model-chips.tsx";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { modelName } from "#renderer/format/model.ts";
import { t } from "#renderer/messages/t.ts";
import { useInstanceName } from "#renderer/stores/instances.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { compareWithOthers } from "#renderer/stores/comparisons-new.ts";
import { toggleFavourite, useModels } from "#renderer/stores/models.ts";
import { fileFacts, limitFacts, priceFacts } from "./model-facts.ts";
import { chatWith, copyModelId, removeFile } from "./models-actions.ts";
import { DeleteModel } from "./pulls/delete-model.tsx";
import styles from "./model-inspector.module.css";

/** The selected model: what it costs, how much it reads, where it runs. */
export function ModelInspector({
  model,
  onClose,
}: {
  readonly model: ModelDescriptor | undefined;
  readonly onClose: () => void;
}) {
  if (model === undefined)
    return (
      <aside className={styles.inspector} data-empty="true">
        <p className={styles.hint}>{t("model.noneSelected")}</p>
      </aside>
    );
  const name = modelName(model);
  const prices = priceFacts(model);
  const limits = limitFacts(model);
  return (
    <aside className={styles.inspector} aria-label={name}>
      <header className={styles.header}>
        <ModelMark modelRef={model.ref} />
        <h2 className={styles.name}>{name}</h2>
        <IconButton
          className={styles.close}
          label={t("model.close")}
          icon={<X size={16} />}
          onClick={onClose}
        />
      </header>
      <p className={styles.id}>{model.ref}</p>
      <Actions model={model} />
      <div className={styles.chips}>
        <Destination model={model} />
        <AbilityChips model={model} />
      </div>
      {model.description !== "" && (
        <Description key={model.ref} text={plainText(model.description)} />
      )}
      {prices.length > 0 && <Facts rows={prices} />}
      {limits.length > 0 && <Facts rows={limits} />}
      {model.gguf !== undefined && <Facts rows={fileFacts(model.gguf)} />}
      {model.gguf !== undefined && (
        <div>
          <Button
            variant="quiet"
            icon={<Trash2 size={16} />}
            onClick={() => void removeFile(model)}
          >
            {t("model.removeFile")}
          </Button>
        </div>
      )}
      <DeleteModel key={`delete ${model.ref}`} model={model} />
    </aside>
  );
}

function Actions({ model }: { readonly model: ModelDescriptor }) {
  const favourite = useModels(({ favourites }) => favourites.has(model.ref));
  const name = modelName(model);
  return (
    <div className={styles.actions}>
      <Button
        variant="primary"
        icon={<MessageSquare size={16} />}
        onClick={() => void chatWith(model)}
      >
        {t("model.chat")}
      </Button>
      <IconButton
        label={t("compare.withOthers")}
        icon={<Columns3 size={16} />}
        onClick={() => {
          compareWithOthers(model.ref);
          navigate("compare");
        }}
      />
      <IconButton
        label={t(
          favourite ? "models.favourite.remove" : "models.favourite.add",
          { name },
        )}
        shortcut="f"
        className={favourite ? styles.favourite : undefined}
        icon={<Star size={16} fill={favourite ? "currentColor" : "none"} />}
        onClick={() => void toggleFavourite(model.ref)}
      />
      <IconButton
        label={t("model.copyId")}
        icon={<Copy size={16} />}
        onClick={() => void copyModelId(model.ref)}
      />
    </div>
  );
}

/** Where text goes, said before the first word is written. */
function Destination({ model }: { readonly model: ModelDescriptor }) {
  const instance = useInstanceName(model.instance);
  if (model.simulated)
    return (
      <Chip tone="warn" icon={<FlaskConical size={14} aria-hidden />}>
        {t("model.simulated")}
      </Chip>
    );
  if (model.local)
    return (
      <Chip tone="good" icon={<Laptop size={14} aria-hidden />}>
        {t("model.staysHere")}
      </Chip>
    );
  return (
    <Chip icon={<Cloud size={14} aria-hidden />}>
      {t("model.sentTo", { name: instance })}
    </Chip>
  );
}

const foldedFrom = 240;

function Description({ text }: { readonly text: string }) {
  const [open, setOpen] = useState(false);
  const long = text.length > foldedFrom;
  return (
    <div>
      <p className={styles.description} data-folded={long && !open}>
        {text}
      </p>
      {long && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t(open ? "model.less" : "model.more")}
        </button>
      )}
    </div>
  );
}

/** Descriptions come with Markdown links; here only their words are wanted. */
function plainText(description: string): string {
  return description
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replaceAll(/(\*\*|__|`)/g, "")
    .trim();
}
