import { Info, Lock } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { CacheChoice } from "#shared/chat/cache-choice.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { Facts } from "#renderer/components/facts.tsx";
import { ProgressBar } from "#renderer/components/progress-bar.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { useLeaving } from "#renderer/components/use-leaving.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatPercent } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import styles from "./inspector.module.css";
import { CacheChoiceField } from "#renderer/components/parameters/cache-choice-field.tsx";
import { ParameterRow } from "#renderer/components/parameters/parameter-control.tsx";
import { parameterControls } from "#renderer/components/parameters/parameter-table.ts";

export interface InspectorProps {
  readonly model: ModelDescriptor | undefined;
  readonly systemPrompt: string;
  readonly parameters: Parameters;
  readonly cacheChoice: CacheChoice | undefined;
  /** Whether only models on this computer are asked. */
  readonly isPrivate: boolean;
  readonly onChange: (change: {
    readonly private?: boolean;
    readonly systemPrompt?: string;
    readonly parameters?: Parameters;
    readonly cacheChoice?: CacheChoice;
  }) => void;
  /** Tokens that the next message starts from; absent in a chat without messages. */
  readonly usedTokens?: number | undefined;
  readonly costNanoUsd?: number | undefined;
  readonly savedNanoUsd?: number | undefined;
}

const saveDelayMs = 600;

/** What a chat's messages are sent with, how full its context is, and what it has cost. */
export function Inspector(props: InspectorProps) {
  const { model, parameters, onChange, usedTokens } = props;
  const { costNanoUsd, savedNanoUsd } = props;
  const controls = parameterControls(model);
  const cacheIsOff = useSettings(({ cache }) => cache.isOff);
  return (
    <aside className={styles.inspector} aria-label={t("chat.inspector.label")}>
      <Privacy
        isPrivate={props.isPrivate}
        onChange={(next) => onChange({ private: next })}
      />
      <SystemPrompt
        value={props.systemPrompt}
        onSave={(systemPrompt) => onChange({ systemPrompt })}
      />
      <section className={styles.group}>
        <h2 className={styles.heading}>{t("chat.inspector.parameters")}</h2>
        {controls.map((control) => (
          <ParameterRow
            key={control.name}
            control={control}
            parameters={parameters}
            onChange={(next) => onChange({ parameters: next })}
          />
        ))}
        <p className={styles.hint}>
          <Info size={14} aria-hidden />
          {t(supportHint(model, controls.length))}
        </p>
      </section>
      <CacheChoiceField
        value={props.cacheChoice}
        isOff={cacheIsOff}
        onChange={(cacheChoice) => onChange({ cacheChoice })}
      />
      {usedTokens !== undefined && (
        <ContextMeter used={usedTokens} total={model?.contextLength} />
      )}
      {costNanoUsd !== undefined && (
        <section className={styles.group}>
          <h2 className={styles.heading}>{t("chat.inspector.thisChat")}</h2>
          <Facts
            rows={[
              {
                label: t("chat.inspector.spent"),
                value: formatUsd(costNanoUsd),
              },
              savedNanoUsd === undefined
                ? undefined
                : {
                    label: t("chat.inspector.saved"),
                    value: formatUsd(savedNanoUsd),
                  },
            ]}
          />
        </section>
      )}
    </aside>
  );
}

/** Where this chat may go, in plain words. */
function Privacy({
  isPrivate,
  onChange,
}: {
  readonly isPrivate: boolean;
  readonly onChange: (isPrivate: boolean) => void;
}) {
  const hint = useId();
  return (
    <section className={styles.group}>
      <div className={styles.toggle}>
        <h2 className={styles.heading}>{t("chat.private.label")}</h2>
        <Switch
          label={t("chat.private.label")}
          checked={isPrivate}
          describedBy={hint}
          onChange={onChange}
        />
      </div>
      <p className={styles.hint} id={hint}>
        <Lock size={14} aria-hidden />
        {t(isPrivate ? "chat.private.on" : "chat.private.off")}
      </p>
    </section>
  );
}

function supportHint(model: ModelDescriptor | undefined, count: number) {
  if (count === 0) return "chat.inspector.noParameters";
  return model !== undefined && model.supportedParameters === undefined
    ? "chat.inspector.unknownSupport"
    : "chat.inspector.onlySupported";
}

/** Saved shortly after the last key, and on leaving the field, the chat or the page. */
function SystemPrompt({
  value,
  onSave,
}: {
  readonly value: string;
  readonly onSave: (value: string) => void;
}) {
  const [text, setText] = useState<string>();
  const save = () => {
    if (text !== undefined && text !== value) onSave(text);
  };
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    if (text === undefined) return undefined;
    const timer = setTimeout(() => latest.current(), saveDelayMs);
    return () => clearTimeout(timer);
  }, [text]);
  useLeaving(save);
  return (
    <TextArea
      className={styles.prompt}
      label={t("chat.inspector.systemPrompt")}
      placeholder={t("chat.inspector.systemPromptHint")}
      value={text ?? value}
      maxLength={100_000}
      onChange={setText}
      onBlur={() => {
        save();
        setText(undefined);
      }}
    />
  );
}

function ContextMeter({
  used,
  total,
}: {
  readonly used: number;
  readonly total: number | undefined;
}) {
  if (total === undefined)
    return (
      <section className={styles.group}>
        <h2 className={styles.heading}>{t("chat.inspector.context")}</h2>
        <p>
          {t("chat.inspector.contextUsedUnknown", { used: formatCount(used) })}
        </p>
      </section>
    );
  const fraction = Math.min(1, used / total);
  const text = t("chat.inspector.contextUsed", {
    used: formatCount(used),
    total: formatCount(total),
  });
  return (
    <section className={styles.group}>
      <h2 className={styles.heading}>{t("chat.inspector.context")}</h2>
      <div className={styles.meter}>
        <span>{text}</span>
        <span className={styles.percent}>{formatPercent(fraction)}</span>
      </div>
      <ProgressBar
        label={text}
        fraction={fraction}
        tone={fraction > 0.95 ? "bad" : fraction > 0.8 ? "warn" : "accent"}
      />
    </section>
  );
}
