import type { KeyView } from "#shared/gateway/key.ts";
import { t } from "#renderer/messages/t.ts";

/** What a key may: `chat, models · on this computer only`. */
export function mayText(
  key: Pick<KeyView, "scopes" | "allow" | "deny">,
): string {
  const scopes = key.scopes.map((scope) => t(`gateway.scope.${scope}`));
  const rules = ruleText(key);
  return [scopes.join(", "), ...(rules === "" ? [] : [rules])].join(" · ");
}

/** Its patterns in a few words; empty where every model is allowed. */
function ruleText({ allow, deny }: Pick<KeyView, "allow" | "deny">): string {
  const count = allow.length + deny.length;
  if (count === 0) return "";
  if (count === 1) {
    const [allowed] = allow;
    const [denied] = deny;
    if (denied === "cloud") return t("gateway.rules.localOnly");
    return allowed === undefined
      ? t("gateway.rules.not", { pattern: denied ?? "" })
      : t("gateway.rules.only", { pattern: allowed });
  }
  return t("gateway.rules.count", { count });
}

/** The same with every pattern, one a line. */
export function mayLines({
  scopes,
  allow,
  deny,
}: Pick<KeyView, "scopes" | "allow" | "deny">): string {
  return [
    scopes.map((scope) => t(`gateway.scope.${scope}`)).join(", "),
    ...allow.map((pattern) => t("gateway.rules.only", { pattern })),
    ...deny.map((pattern) => t("gateway.rules.not", { pattern })),
  ].join("\n");
}
