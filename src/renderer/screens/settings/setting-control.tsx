import { useState } from "react";
import type { SettingControl } from "#shared/settings/schema.ts";
import { Segmented } from "#renderer/components/segmented.tsx";
import { Select } from "#renderer/components/select.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { isMessageKey, t } from "#renderer/messages/t.ts";
import { ModelControl } from "./model-control.tsx";
import styles from "./settings.module.css";

interface ControlProps<Control extends SettingControl> {
  readonly label: string;
  readonly control: Control;
  readonly value: unknown;
  readonly locked: boolean;
  readonly describedBy: string;
  readonly optionLabel: (option: string) => string;
  /** A finished value; what is still being typed stays in the control. */
  readonly onChange: (value: unknown) => void;
}

type Of<Type extends SettingControl["type"]> = Extract<
  SettingControl,
  { type: Type }
>;

const mostSegments = 4;

export function SettingControlView(props: ControlProps<SettingControl>) {
  const { control } = props;
  switch (control.type) {
    case "toggle":
      return (
        <Switch
          label={props.label}
          checked={props.value === true}
          disabled={props.locked}
          describedBy={props.describedBy}
          onChange={props.onChange}
        />
      );
    case "choice":
      return <ChoiceControl {...props} control={control} />;
    case "number":
      return <NumberControl {...props} control={control} />;
    case "text":
      return <TextControl {...props} control={control} />;
    case "model":
      return (
        <ModelControl
          value={String(props.value)}
          disabled={props.locked}
          onChange={props.onChange}
        />
      );
    default:
      return control;
  }
}

function ChoiceControl({
  label,
  control,
  value,
  locked,
  optionLabel,
  onChange,
}: ControlProps<Of<"choice">>) {
  const options = control.options.map((option) => ({
    value: option,
    label: optionLabel(option),
  }));
  const Choice = options.length <= mostSegments ? Segmented : Select;
  return (
    <Choice
      label={label}
      value={String(value)}
      options={options}
      disabled={locked}
      onChange={onChange}
    />
  );
}

/** Text that is typed first and saved when the field is left or Enter is pressed. */
function useDraft(value: string, commit: (draft: string) => void) {
  const [typed, setTyped] = useState({ draft: value, over: value });
  // What was typed over an older value is void once the value has changed.
  const draft = typed.over === value ? typed.draft : value;
  const setDraft = (next: string) => setTyped({ draft: next, over: value });
  return {
    draft,
    setDraft,
    commit: () => {
      if (draft !== value) commit(draft);
    },
    revert: () => setDraft(value),
  };
}

function NumberControl({
  label,
  control,
  value,
  locked,
  describedBy,
  onChange,
}: ControlProps<Of<"number">>) {
  const { min, max, unit } = control;
  const field = useDraft(String(value), (draft) => {
    if (isValid(draft)) onChange(Number(draft));
  });
  const unitKey = `settings.unit.${unit}`;
  function isValid(draft: string): boolean {
    const number = Number(draft);
    return (
      draft.trim() !== "" &&
      Number.isInteger(number) &&
      number >= min &&
      number <= max
    );
  }
  return (
    <TextField
      className={styles.number}
      label={label}
      hideLabel
      inputMode="numeric"
      disabled={locked}
      aria-describedby={describedBy}
      value={field.draft}
      error={
        isValid(field.draft) ? undefined : t("settings.range", { min, max })
      }
      suffix={
        unit !== undefined && (
          <span className={styles.unit}>
            {isMessageKey(unitKey)
              ? (t as (key: string) => string)(unitKey)
              : unit}
          </span>
        )
      }
      onChange={field.setDraft}
      onBlur={field.commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") field.commit();
        else if (event.key === "Escape") field.revert();
      }}
    />
  );
}

function TextControl({
  label,
  control,
  value,
  locked,
  onChange,
}: ControlProps<Of<"text">>) {
  const field = useDraft(String(value), onChange);
  const Field = control.multiline ? TextArea : TextField;
  return (
    <Field
      className={styles.text}
      label={label}
      hideLabel
      disabled={locked}
      value={field.draft}
      onChange={field.setDraft}
      onBlur={field.commit}
    />
  );
}
