import { usualKeyScopes, type KeyView } from "#shared/gateway/key.ts";
import { t } from "#renderer/messages/t.ts";

type Rights = Pick<KeyView, "scopes" | "allow" | "deny">;

/** What a key may: `chat · local only`. The scopes of most keys go without saying. */
export function mayText(key: Rights): string {
  const usual =
    key.scopes.length === usualKeyScopes.length &&
    usualKeyScopes.every((scope) => key.scopes.includes(scope));
  const text = joined(usual ? "" : scopesText(key), ruleText(key));
  return text === "" ? t("gateway.rules.any") : text;
}

function scopesText({ scopes }: Pick<KeyView, "scopes">): string {
  return scopes.map((scope) => t(`gateway.scope.${scope}`)).join(", ");
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
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
export function mayLines({ scopes, allow, deny }: Rights): string {
  return [
    scopesText({ scopes }),
    ...allow.map((pattern) => t("gateway.rules.only", { pattern })),
    ...deny.map((pattern) => t("gateway.rules.not", { pattern })),
  ].join("\n");
}
