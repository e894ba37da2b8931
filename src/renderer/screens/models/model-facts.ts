import {
  isFree,
  type GgufFacts,
  type ModelDescriptor,
} from "#shared/models/descriptor.ts";
import type { PriceOverride, UnitPrices } from "#shared/models/price.ts";
import type { FactRow } from "#renderer/components/facts.tsx";
import { formatPerMillion, formatUnitPrice } from "#renderer/format/money.ts";
import {
  formatBytes,
  formatCount,
  formatParameters,
  formatTokensShort,
} from "#renderer/format/numbers.ts";
import { formatDate } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";

type Row = FactRow | undefined;

/** Prices per million tokens, the conditional ones included. */
export function priceFacts(model: ModelDescriptor): readonly Row[] {
  if (model.simulated) return [];
  const { price } = model;
  if (isFree(model))
    return [{ label: t("model.prices"), value: t("common.free") }];
  if (price === undefined)
    return [{ label: t("model.prices"), value: t("model.priceUnknown") }];
  return [
    perMillionFact(t("model.input"), price.input),
    perMillionFact(t("model.output"), price.output),
    ...(price.overrides ?? []).map(overrideFact),
    perMillionFact(t("model.cachedInput"), price.cachedInput),
    perMillionFact(t("model.cacheWrite"), price.cacheWrite),
    price.reasoning === price.output
      ? undefined
      : perMillionFact(t("model.reasoningPrice"), price.reasoning),
    unitFact(t("model.request"), price.request),
    unitFact(t("model.image"), price.image),
  ];
}

function perMillionFact(label: string, decimal: string | undefined): Row {
  if (decimal === undefined || Number(decimal) < 0) return undefined;
  return {
    label,
    value: t("model.perMillion", { price: formatPerMillion(decimal) }),
  };
}

function unitFact(label: string, decimal: string | undefined): Row {
  if (decimal === undefined || Number(decimal) <= 0) return undefined;
  return { label, value: formatUnitPrice(decimal) };
}

function overrideFact(override: PriceOverride): Row {
  const prices = overridePrices(override);
  if (prices === "") return undefined;
  return { label: overrideCondition(override), value: prices };
}

function overrideCondition(override: PriceOverride): string {
  const { minPromptTokens, utcStart, utcEnd } = override;
  return [
    ...(minPromptTokens === undefined
      ? []
      : [t("model.above", { tokens: formatTokensShort(minPromptTokens) })]),
    ...(utcStart === undefined || utcEnd === undefined
      ? []
      : [t("model.between", { start: clock(utcStart), end: clock(utcEnd) })]),
  ].join(", ");
}

/** `0930` as `09:30`. */
function clock(time: string): string {
  return time.length === 4 ? `${time.slice(0, 2)}:${time.slice(2)}` : time;
}

function overridePrices({ input, output }: UnitPrices): string {
  return [input, output]
    .flatMap((decimal) =>
      decimal === undefined ? [] : [formatPerMillion(decimal)],
    )
    .join(" / ");
}

/** How much it reads and writes, and since when. */
export function limitFacts(model: ModelDescriptor): readonly Row[] {
  const { contextLength, maxOutputTokens, created, expires } = model;
  return [
    contextLength === undefined
      ? undefined
      : { label: t("model.context"), value: formatCount(contextLength) },
    maxOutputTokens === undefined
      ? undefined
      : {
          label: t("model.longestAnswer"),
          value: formatCount(maxOutputTokens),
        },
    { label: t("model.accepts"), value: modalities(model.inputModalities) },
    { label: t("model.writes"), value: modalities(model.outputModalities) },
    created === undefined
      ? undefined
      : { label: t("model.added"), value: formatDate(created * 1_000) },
    expires === undefined
      ? undefined
      : { label: t("model.expires"), value: formatDate(expires) },
  ].filter((row) => row === undefined || row.value !== "");
}

function modalities(list: ModelDescriptor["inputModalities"]): string {
  return list.map((modality) => t(`model.modality.${modality}`)).join(", ");
}

/** What a GGUF file's header says. */
export function fileFacts(facts: GgufFacts): readonly Row[] {
  return [
    { label: t("model.size"), value: formatBytes(facts.sizeBytes) },
    { label: t("model.quantization"), value: facts.quantization },
    { label: t("model.architecture"), value: facts.architecture },
    facts.parameterCount === undefined
      ? undefined
      : {
          label: t("model.parameters"),
          value: formatParameters(facts.parameterCount),
        },
    {
      label: t("model.prompting"),
      value: t(
        facts.hasChatTemplate
          ? "model.prompting.template"
          : "model.prompting.completion",
      ),
    },
    { label: t("model.file"), value: facts.path },
  ];
}
