import { isFree, type ModelDescriptor } from "#shared/models/descriptor.ts";
import { formatPerMillionShort } from "#renderer/format/money.ts";
import { t } from "#renderer/messages/t.ts";

/** `$0.09` per million, `free`, or nothing where no price is known. */
export function priceText(
  model: ModelDescriptor,
  direction: "input" | "output",
): string {
  if (isFree(model)) return t("common.free");
  const decimal = model.price?.[direction];
  return decimal === undefined || decimal.startsWith("-")
    ? ""
    : formatPerMillionShort(decimal);
}
