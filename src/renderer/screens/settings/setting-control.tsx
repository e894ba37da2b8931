import type { SettingControl } from "#shared/settings/schema.ts";
import { Segmented } from "#renderer/components/segmented.tsx";
import { Select } from "#renderer/components/select.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import { readUsd } from "#renderer/format/read-usd.ts";
import { t } from "#renderer/messages/t.ts";
import { ModelControl } from "./model-control.tsx";
import { FigureField, WordsField } from "./setting-fields.tsx";
import styles from "./settings.module.css";

interface ControlProps<Control extends SettingControl> {
  readonly label: string;
  readonly control: Control;
  readonly value: unknown;
  readonly locked: boolean;
  readonly describedBy: string;
  readonly optionLabel: (option: string) => string;
  /** Why a text cannot be this setting, as a sentence. */
  readonly problemOf: (text: string) => string | undefined;
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
  describedBy,
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
      describedBy={describedBy}
      onChange={onChange}
    />
  );
}

function NumberControl({
  control,
  value,
  optionLabel: _options,
  problemOf: _problem,
  ...props
}: ControlProps<Of<"number">>) {
  const { min, max, unit } = control;
  const count = Number(value);
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
            {t(`settings.unit.${unit}`, { count })}
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
  optionLabel: _options,
  problemOf: _problem,
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

function TextControl({
  control: { multiline },
  value,
  optionLabel: _options,
  ...props
}: ControlProps<Of<"text">>) {
  return <WordsField {...props} multiline={multiline} value={String(value)} />;
}
