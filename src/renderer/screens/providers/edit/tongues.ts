import {
  sideTongues,
  type InstanceSettings,
} from "#shared/models/instance-settings.ts";

/** What may be chosen of that which an endpoint speaks beside its chat. */
export const tongueChoices = ["auto", "none", ...sideTongues, "both"] as const;
export type TongueChoice = (typeof tongueChoices)[number];

export function tonguesAs(speaks: InstanceSettings["speaks"]): TongueChoice {
  if (speaks === undefined) return "auto";
  const [one = "none"] = speaks;
  return new Set(speaks).size === sideTongues.length ? "both" : one;
}

export function tonguesOf(choice: TongueChoice) {
  if (choice === "auto") return null;
  if (choice === "none") return [];
  return choice === "both" ? [...sideTongues] : [choice];
}
