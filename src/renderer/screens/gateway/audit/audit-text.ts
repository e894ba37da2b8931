import type { AuditEventView } from "#shared/gateway/audit.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { formatAge } from "#renderer/format/time.ts";
import { isMessageKey, t } from "#renderer/messages/t.ts";

/** Who asked: the key's name, or that there was none that we know. */
export function askerText({ keyName, keyId, error }: AuditEventView): string {
  if (keyId !== undefined) return keyName ?? keyId;
  return t(
    error?.code === "invalid_api_key"
      ? "gateway.audit.unknownKey"
      : "gateway.audit.noKey",
  );
}

/** Who answered, or why nobody did: one line. */
export function servedText(event: AuditEventView): string {
  const { outcome, servedModel, attempts, cacheAgeSeconds } = event;
  switch (outcome) {
    case "cached":
      return cacheAgeSeconds === undefined
        ? t("gateway.audit.fromCache")
        : t("gateway.audit.fromCacheOf", { age: formatAge(cacheAgeSeconds) });
    case "denied":
    case "failed":
      return reasonText(event);
    case "aborted":
      return event.error?.code === "interrupted"
        ? reasonText(event)
        : t("gateway.audit.aborted");
    case "ok":
      return attempts > 1
        ? t("gateway.audit.servedAfter", {
            model: servedModel ?? "",
            attempts,
          })
        : (servedModel ?? "");
    default:
      return outcome;
  }
}

/** Why a request was refused or failed, in our own words. */
export function reasonText({ error, outcome }: AuditEventView): string {
  if (error === undefined) return t(`gateway.audit.outcome.${outcome}`);
  return errorText(error.code) ?? error.message ?? error.code;
}

/** A code of the audit in a few words; undefined for one that has none. */
export function errorText(code: string): string | undefined {
  const key = `gateway.reason.${code}`;
  return isMessageKey(key) ? (t as (key: string) => string)(key) : undefined;
}

/** What it cost, or what the cache saved; empty where nothing was to pay or nobody knows. */
export function costText({
  outcome,
  costNanoUsd,
  savedNanoUsd,
  local,
}: AuditEventView): string {
  if (outcome === "cached")
    return savedNanoUsd === undefined || savedNanoUsd === 0
      ? t("common.free")
      : t("gateway.audit.saved", { amount: formatUsd(savedNanoUsd) });
  if (outcome !== "ok" && costNanoUsd === undefined) return "";
  if (local === true || costNanoUsd === 0) return t("common.free");
  return costNanoUsd === undefined ? "" : formatUsd(costNanoUsd);
}

export type StatusTone = "good" | "bad" | "warn";

export function statusTone({ status }: AuditEventView): StatusTone {
  if (status < 400) return "good";
  return status === 429 || status === 499 ? "warn" : "bad";
}
