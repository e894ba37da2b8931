import { isRemoteKind } from "#shared/models/instance.ts";
import { formatCount } from "#renderer/format/numbers.ts";
import { t, type MessageKey } from "#renderer/messages/t.ts";
import { EditField } from "./edit-field.tsx";
import type { EditForm } from "./edit-form.ts";
import type { SectionProps } from "./section-props.ts";
import { Folded } from "./folded.tsx";
import styles from "./edit.module.css";

type TextKey = {
  [Key in keyof EditForm]-?: EditForm[Key] extends string ? Key : never;
}[keyof EditForm];

interface NumberField {
  readonly key: TextKey;
  /** In the changes. */
  readonly path: string;
  readonly label: Extract<MessageKey, `provider.edit.field.${string}`>;
  readonly help: Extract<MessageKey, `provider.edit.help.${string}`>;
  readonly unit?: Extract<MessageKey, `provider.edit.unit.${string}`>;
  /** What holds while it is empty. */
  readonly placeholder: string;
}

/** Limits and retries, timeouts, and what only Ollama knows. */
export function NumberSections(props: SectionProps) {
  const { instance, view } = props;
  return (
    <>
      <Section
        {...props}
        title={t("provider.edit.limits")}
        groups={["limits", "retry"]}
        fields={[
          ...limitFields,
          ...(isRemoteKind(instance.kind)
            ? [attemptsField(view.defaults.maxAttempts)]
            : []),
        ]}
      />
      {isRemoteKind(instance.kind) && (
        <Section
          {...props}
          title={t("provider.edit.timeouts")}
          groups={["timeouts"]}
          fields={timeoutFields(view.defaults.timeouts)}
        />
      )}
      {instance.kind === "ollama" && (
        <Section
          {...props}
          title={t("provider.edit.ollama")}
          groups={["keepAlive", "contextSize"]}
          fields={ollamaFields}
        />
      )}
    </>
  );
}

function Section({
  title,
  groups,
  fields,
  ...props
}: SectionProps & {
  readonly title: string;
  readonly groups: readonly string[];
  readonly fields: readonly NumberField[];
}) {
  const { edit, view } = props;
  const { form, set } = edit;
  return (
    <Folded
      title={title}
      set={fields.filter(({ key }) => form[key].trim() !== "").length}
      locked={groups.every((group) => view.locked.includes(group))}
    >
      <div className={styles.numbers}>
        {fields.map(({ key, path, label, help, unit, placeholder }) => (
          <EditField
            {...props}
            key={key}
            path={path}
            label={t(label)}
            help={t(help)}
            inputMode="decimal"
            placeholder={placeholder}
            value={form[key]}
            onChange={(text) => set({ [key]: text })}
            suffix={unit === undefined ? undefined : t(unit)}
          />
        ))}
      </div>
    </Folded>
  );
}

const limitFields: readonly NumberField[] = (
  ["requestsPerMinute", "tokensPerMinute", "concurrent"] as const
).map((key) => ({
  key,
  path: `limits.${key}`,
  label: `provider.edit.field.${key}`,
  help: `provider.edit.help.${key}`,
  placeholder: "∞",
}));

function attemptsField(maxAttempts: number): NumberField {
  return {
    key: "maxAttempts",
    path: "retry.maxAttempts",
    label: "provider.edit.field.maxAttempts",
    help: "provider.edit.help.maxAttempts",
    placeholder: String(maxAttempts),
  };
}

function timeoutFields(
  defaults: SectionProps["view"]["defaults"]["timeouts"],
): readonly NumberField[] {
  return (["connect", "firstByte", "idle", "total"] as const).map((key) => ({
    key,
    path: `timeouts.${key}Ms`,
    label: `provider.edit.field.${key}`,
    help: `provider.edit.help.${key}`,
    unit: "provider.edit.unit.seconds",
    placeholder: formatCount(defaults[`${key}Ms`] / 1_000),
  }));
}

const ollamaFields: readonly NumberField[] = [
  {
    key: "contextSize",
    path: "contextSize",
    label: "provider.edit.field.contextSize",
    help: "provider.edit.help.contextSize",
    unit: "provider.edit.unit.tokens",
    placeholder: t("provider.edit.auto"),
  },
  {
    key: "keepAlive",
    path: "keepAlive",
    label: "provider.edit.field.keepAlive",
    help: "provider.edit.help.keepAlive",
    placeholder: "5m",
  },
];
