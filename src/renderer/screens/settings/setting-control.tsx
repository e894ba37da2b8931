import type { SettingControl } from "#shared/settings/schema.ts";
import { Segmented } from "#renderer/components/segmented.tsx";
import { Select } from "#renderer/components/select.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import {
  TextField,
  type TextFieldProps,
} from "#renderer/components/text-field.tsx";
import { useLeaving } from "#renderer/components/use-leaving.ts";
import { useTyped } from "#renderer/components/use-typed.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { readUsd } from "#renderer/format/read-usd.ts";
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
    case "budget":
      return <BudgetControl {...props} control={control} />;
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

/** Text that is typed first and saved when the field or the screen is left or Enter is pressed. */
function useDraft(value: string, commit: (draft: string) => void) {
  const [draft, setDraft] = useTyped(value);
  const save = () => {
    if (draft !== value) commit(draft);
  };
  useLeaving(save);
  return { draft, setDraft, commit: save, revert: () => setDraft(value) };
}

function NumberControl({
  control,
  value,
  ...props
}: ControlProps<Of<"number">>) {
  const { min, max, unit } = control;
  const unitKey = `settings.unit.${unit}`;
  return (
    <FigureField
      {...props}
      value={String(value)}
      read={(draft) => {
        const number = Number(draft);
        const isInRange = number >= min && number <= max;
        return draft.trim() !== "" && Number.isInteger(number) && isInRange
          ? number
          : undefined;
      }}
      problem={t("settings.range", { min, max })}
      inputMode="numeric"
      suffix={
        unit !== undefined && (
          <span className={styles.unit}>
            {isMessageKey(unitKey)
              ? (t as (key: string) => string)(unitKey)
              : unit}
          </span>
        )
      }
    />
  );
}

const nanoUsdPerCent = 1e7;

function BudgetControl({
  control,
  value,
  ...props
}: ControlProps<Of<"budget">>) {
  const cents = Number(value);
  return (
    <FigureField
      {...props}
      value={cents === 0 ? "" : (cents / 100).toFixed(2)}
      read={(draft) => {
        const nanoUsd = readUsd(draft) ?? 0;
        if (nanoUsd === "wrong") return undefined;
        const read = nanoUsd / nanoUsdPerCent;
        return Number.isInteger(read) && read <= control.max ? read : undefined;
      }}
      problem={t("settings.badBudget", {
        most: formatUsd(control.max * nanoUsdPerCent),
      })}
      inputMode="decimal"
      prefix="$"
      placeholder={t("settings.noBudget")}
    />
  );
}

/** A figure that is typed first and kept once it is one. */
function FigureField({
  label,
  value,
  locked,
  describedBy,
  optionLabel: _,
  onChange,
  read,
  problem,
  ...rest
}: Omit<ControlProps<SettingControl>, "control" | "value"> &
  Pick<TextFieldProps, "inputMode" | "prefix" | "suffix" | "placeholder"> & {
    readonly value: string;
    /** Undefined for what is none. */
    readonly read: (draft: string) => number | undefined;
    readonly problem: string;
  }) {
  const field = useDraft(value, (draft) => {
    const figure = read(draft);
    if (figure !== undefined) onChange(figure);
  });
  return (
    <TextField
      {...rest}
      className={styles.number}
      label={label}
      hideLabel
      disabled={locked}
      aria-describedby={describedBy}
      value={field.draft}
      error={read(field.draft) === undefined ? problem : undefined}
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
