import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { isRemoteKind, type InstanceView } from "#shared/models/instance.ts";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { formatCount } from "#renderer/format/numbers.ts";
import { formatAgo } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./providers.module.css";

/** Address, key, models, last list: one line of named facts. */
export function ProviderFacts({
  instance,
}: {
  readonly instance: InstanceView;
}) {
  const { baseUrl, key, kind, locked, modelCount, refreshedAt } = instance;
  const remote = isRemoteKind(kind);
  return (
    <dl className={styles.facts}>
      {baseUrl !== undefined && (
        <Fact
          label={t("provider.address")}
          locked={locked.includes("baseUrl")}
          wide
        >
          <code>{baseUrl}</code>
        </Fact>
      )}
      {remote && (
        <Fact label={t("provider.key")} locked={locked.includes("apiKey")}>
          {keyText(key)}
        </Fact>
      )}
      <Fact label={t("provider.models")}>{formatCount(modelCount)}</Fact>
      {remote && (
        <Fact label={t("provider.refreshed")}>
          {refreshedAt === undefined
            ? t("provider.never")
            : formatAgo(refreshedAt)}
        </Fact>
      )}
    </dl>
  );
}

function keyText({ source, masked }: InstanceView["key"]): ReactNode {
  const mask = masked === undefined ? undefined : <code>{masked}</code>;
  switch (source) {
    case "none":
      return t("provider.key.none");
    case "environment":
      return (
        <>
          {mask} {t("provider.key.environment")}
        </>
      );
    case "config":
      return (
        <>
          {mask} {t("provider.key.config")}
        </>
      );
    case "stored":
      return mask ?? "•••";
    default:
      return source;
  }
}

function Fact({
  label,
  locked = false,
  wide = false,
  children,
}: {
  readonly label: string;
  readonly locked?: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.fact} data-wide={wide}>
      <dt>
        {label}
        {locked && (
          <Tooltip label={t("provider.lockedField", { field: label })}>
            <Lock
              size={14}
              role="img"
              aria-label={t("provider.locked")}
              className={styles.lock}
            />
          </Tooltip>
        )}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
