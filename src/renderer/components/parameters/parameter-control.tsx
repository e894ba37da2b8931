import { RotateCcw } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Parameters } from "#shared/chat/parameters.ts";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Select } from "#renderer/components/select.tsx";
import { Slider } from "#renderer/components/slider.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { useLeaving } from "#renderer/components/use-leaving.ts";
import { useTyped } from "#renderer/components/use-typed.ts";
import { formatCount } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./parameters.module.css";
import { withParameter, type ParameterControl } from "./parameter-table.ts";

interface ControlProps<Type extends ParameterControl["type"]> {
  readonly control: Extract<ParameterControl, { type: Type }>;
  readonly parameters: Parameters;
  readonly onChange: (parameters: Parameters) => void;
}

/** One parameter: unset it is the model's default, and can always become that again. */
export function ParameterRow(props: {
  readonly control: ParameterControl;
  readonly parameters: Parameters;
  readonly onChange: (parameters: Parameters) => void;
}) {
  const { control, parameters, onChange } = props;
  const isSet = parameters[control.name] !== undefined;
  const name = t(`chat.parameter.${control.name}`);
  return (
    <div className={styles.parameter} data-set={isSet}>
      <Control {...props} />
      {isSet && (
        <IconButton
          size="small"
          className={styles.reset}
          label={t("chat.inspector.reset", { name })}
          icon={<RotateCcw size={14} />}
          tooltipSide="left"
          onClick={() =>
            onChange(withParameter(parameters, control.name, undefined))
          }
        />
      )}
    </div>
  );
}

function Control({
  control,
  parameters,
  onChange,
}: {
  readonly control: ParameterControl;
  readonly parameters: Parameters;
  readonly onChange: (parameters: Parameters) => void;
}): ReactNode {
  const rest = { parameters, onChange };
  switch (control.type) {
    case "slider":
      return <SliderControl control={control} {...rest} />;
    case "number":
      return <NumberControl control={control} {...rest} />;
    case "effort":
      return <EffortControl control={control} {...rest} />;
    case "lines":
      return <LinesControl control={control} {...rest} />;
  }
}

function SliderControl({
  control,
  parameters,
  onChange,
}: ControlProps<"slider">) {
  const { name, min, max, step, rest } = control;
  const [moving, setMoving] = useState<number>();
  const value = moving ?? parameters[name];
  const digits = step < 0.1 ? 2 : 1;
  return (
    <Slider
      label={t(`chat.parameter.${name}`)}
      value={value ?? rest}
      min={min}
      max={max}
      step={step}
      valueText={
        value === undefined
          ? t("chat.inspector.default")
          : value.toFixed(digits)
      }
      onChange={setMoving}
      onCommit={(next) => {
        setMoving(undefined);
        onChange(withParameter(parameters, name, Number(next.toFixed(digits))));
      }}
    />
  );
}

function NumberControl({
  control,
  parameters,
  onChange,
}: ControlProps<"number">) {
  const { name, min, max } = control;
  const saved = parameters[name];
  const [text, setText] = useTyped(saved === undefined ? "" : String(saved));
  const [refused, setRefused] = useState<string>();
  const trimmed = text.trim().replaceAll(/[\s,_]/g, "");
  const value = trimmed === "" ? undefined : Number(trimmed);
  const problem = value === undefined ? undefined : problemOf(value, min, max);

  function save(): void {
    setRefused(problem === undefined ? undefined : text);
    if (problem === undefined && value !== saved)
      onChange(withParameter(parameters, name, value));
  }
  useLeaving(save);

  return (
    <TextField
      className={styles.number}
      label={t(`chat.parameter.${name}`)}
      value={text}
      inputMode="numeric"
      placeholder={t("chat.inspector.default")}
      error={refused === text ? problem : undefined}
      onChange={setText}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}

function problemOf(
  value: number,
  min: number,
  max: number,
): string | undefined {
  if (!Number.isInteger(value)) return t("chat.inspector.wholeNumber");
  return value < min || value > max
    ? t("chat.inspector.outOfRange", {
        minimum: formatCount(min),
        maximum: formatCount(max),
      })
    : undefined;
}

const efforts = [
  "default",
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
] as const;

function EffortControl({ parameters, onChange }: ControlProps<"effort">) {
  const label = t("chat.parameter.reasoning");
  return (
    <div className={styles.effort}>
      <span>{label}</span>
      <Select
        label={label}
        quiet
        value={parameters.reasoning?.effort ?? "default"}
        options={efforts.map((value) => ({
          value,
          label: t(`chat.effort.${value}`),
        }))}
        onChange={(effort) =>
          onChange(
            withParameter(
              parameters,
              "reasoning",
              effort === "default"
                ? undefined
                : { ...parameters.reasoning, effort },
            ),
          )
        }
      />
    </div>
  );
}

function LinesControl({ parameters, onChange }: ControlProps<"lines">) {
  const saved = (parameters.stop ?? []).join("\n");
  const [text, setText] = useTyped(saved);

  function save(): void {
    const stop = text.split("\n").filter((line) => line !== "");
    if (stop.join("\n") !== saved)
      onChange(
        withParameter(parameters, "stop", stop.length > 0 ? stop : undefined),
      );
  }
  useLeaving(save);

  return (
    <TextArea
      label={t("chat.parameter.stop")}
      value={text}
      rows={1}
      monospace
      placeholder={t("chat.inspector.default")}
      help={text === "" ? undefined : t("chat.parameter.stopHint")}
      onChange={setText}
      onBlur={save}
    />
  );
}
