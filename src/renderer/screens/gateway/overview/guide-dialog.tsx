import type { ReactNode } from "react";
import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { t } from "#renderer/messages/t.ts";
import styles from "./guide-dialog.module.css";
import { shownAddress } from "./shown-address.ts";

/** What whoever writes a program for the gateway has to know, on one page. */
export function GuideDialog({
  state,
  onClose,
}: {
  readonly state: GatewayState;
  readonly onClose: () => void;
}) {
  const address = shownAddress(state);
  return (
    <Dialog
      open
      wide
      title={t("gateway.guide.title")}
      description={t("gateway.guide.detail")}
      onOpenChange={(open) => !open && onClose()}
    >
      <Part title={t("gateway.guide.addresses")}>
        <Address text={`${address}/v1`}>{t("gateway.guide.openai")}</Address>
        <Address text={address}>{t("gateway.guide.others")}</Address>
      </Part>
      <Part title={t("gateway.guide.key")}>
        <Entry term="Authorization: Bearer mdk_…">
          {t("gateway.guide.bearer")}
        </Entry>
        <Entry term="x-api-key">{t("gateway.guide.xApiKey")}</Entry>
        <Entry term="x-goog-api-key">{t("gateway.guide.xGoogApiKey")}</Entry>
      </Part>
      <Part title={t("gateway.guide.models")}>
        <Entry term={t("gateway.snippet.noModel")}>
          {t("gateway.guide.model")}
        </Entry>
        <Entry term={t("gateway.guide.aliasName")}>
          {t("gateway.guide.alias")}
        </Entry>
        <Entry term="GET /v1/models">{t("gateway.guide.list")}</Entry>
      </Part>
      <Part title={t("gateway.guide.sent")}>
        <Entry term="x-modeldocker-cache">{t("gateway.guide.cache")}</Entry>
        <Entry term="x-modeldocker-no-fallback: 1">
          {t("gateway.guide.noFallback")}
        </Entry>
        <Entry term="x-request-id">{t("gateway.guide.requestId")}</Entry>
      </Part>
      <Part title={t("gateway.guide.returned")}>
        <Entry term="x-modeldocker-target">{t("gateway.guide.target")}</Entry>
        <Entry term="x-modeldocker-attempts">
          {t("gateway.guide.attempts")}
        </Entry>
        <Entry term="x-cache · age">{t("gateway.guide.cached")}</Entry>
        <Entry term="x-modeldocker-count">{t("gateway.guide.count")}</Entry>
      </Part>
      <Part title={t("gateway.guide.refusals")}>
        <Entry term="401 · 403">{t("gateway.guide.denied")}</Entry>
        <Entry term="429">{t("gateway.guide.limited")}</Entry>
        <Entry term="502 · 503 · 504">{t("gateway.guide.upstream")}</Entry>
      </Part>
    </Dialog>
  );
}

function Part({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.part} aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.entries}>{children}</dl>
    </section>
  );
}

function Entry({
  term,
  children,
}: {
  readonly term: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.entry}>
      <dt className={styles.term}>
        <code>{term}</code>
      </dt>
      <dd className={styles.told}>{children}</dd>
    </div>
  );
}

function Address({
  text,
  children,
}: {
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <Entry term={text}>
      <span className={styles.copied}>
        {children}
        <CopyButton
          iconOnly
          text={text}
          label={t("gateway.guide.copy", { address: text })}
        />
      </span>
    </Entry>
  );
}
