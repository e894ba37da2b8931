import type { KeyView, LimitUse } from "#shared/gateway/key.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatTokensShort } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";

type LimitName = keyof KeyView["limits"];

export interface LimitRow {
  readonly name: LimitName;
  /** 0 to 1, or more where a limit was lowered. */
  readonly fraction: number;
  /** `120 / min` */
  readonly limit: string;
  /** `12 of 120 requests this minute` */
  readonly used: string;
}

const names = ["requestsPerMinute", "tokensPerDay", "nanoUsdPerMonth"] as const;

/** The limits that a key has, in words. */
export function limitRows({ limits }: Pick<KeyView, "limits">): LimitRow[] {
  return names.flatMap((name) => {
    const use = limits[name];
    return use === undefined ? [] : [limitRow(name, use)];
  });
}

/** The one that is nearest to its end. */
export function tightestLimit(
  key: Pick<KeyView, "limits">,
): LimitRow | undefined {
  return limitRows(key).toSorted((a, b) => b.fraction - a.fraction)[0];
}

function limitRow(name: LimitName, { limit, used }: LimitUse): LimitRow {
  const fraction = used / limit;
  switch (name) {
    case "requestsPerMinute":
      return {
        name,
        fraction,
        limit: t("gateway.limit.perMinute", { limit: formatCount(limit) }),
        used: t("gateway.limit.usedThisMinute", {
          used: formatCount(used),
          limit: formatCount(limit),
        }),
      };
    case "tokensPerDay":
      return {
        name,
        fraction,
        limit: t("gateway.limit.perDay", { limit: formatTokensShort(limit) }),
        used: t("gateway.limit.usedToday", {
          used: formatCount(used),
          limit: formatCount(limit),
        }),
      };
    case "nanoUsdPerMonth":
      return {
        name,
        fraction,
        limit: t("gateway.limit.perMonth", { limit: formatUsdShort(limit) }),
        used: t("gateway.limit.usedThisMonth", {
          used: formatUsd(used),
          limit: formatUsdShort(limit),
        }),
      };
    default:
      return name;
  }
}

/** Limits are round more often than not: `$5`. */
function formatUsdShort(nanoUsd: number): string {
  return formatUsd(nanoUsd).replace(/\.00$/, "");
}
