import { Cloud, House } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { isRemoteKind, speaksChat } from "#shared/models/instance.ts";
import { Notice } from "#renderer/components/notice.tsx";
import { Select } from "#renderer/components/select.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { t } from "#renderer/messages/t.ts";
import { AllowList } from "./allow-list.tsx";
import { EditField } from "./edit-field.tsx";
import { HeaderList } from "./header-list.tsx";
import { NumberSections } from "./number-sections.tsx";
import { PriceList } from "./price-list.tsx";
import { TongueChoiceSection } from "./tongue-choice.tsx";
import styles from "./edit.module.css";
import type { SectionProps } from "./section-props.ts";

/** The whole form, what is asked most at the top, the rest folded. */
export function EditSections({
  firstField,
  ...props
}: SectionProps & {
  readonly firstField: RefObject<HTMLInputElement | null>;
}) {
  const { instance, view, edit } = props;
  const { form, set } = edit;
  const remote = isRemoteKind(instance.kind);
  return (
    <div className={styles.sections}>
      <div className={styles.identity} data-single={!remote}>
        <EditField
          {...props}
          ref={firstField}
          path="name"
          label={t("addProvider.name")}
          value={form.name}
          onChange={(name) => set({ name })}
        />
        {remote && (
          <EditField
            {...props}
            path="baseUrl"
            label={t("provider.address")}
            monospace
            placeholder={view.defaults.baseUrl ?? "https://"}
            value={form.baseUrl}
            onChange={(baseUrl) => set({ baseUrl })}
          />
        )}
      </div>
      {remote && <KeyGoesElsewhere {...props} />}
      <AllowList {...props} />
      <Trust {...props} />
      <NumberSections {...props} />
      {remote && <PriceList {...props} />}
      {remote && <HeaderList {...props} />}
      {speaksChat(instance.kind) && <TongueChoiceSection {...props} />}
    </div>
  );
}

/** The one consequence of another address that nobody should miss. */
function KeyGoesElsewhere({ instance, edit }: SectionProps) {
  const before = hostOf(instance.baseUrl);
  const host = hostOf(edit.form.baseUrl);
  if (instance.key.source === "none" || host === undefined) return null;
  if (host === before || before === undefined) return null;
  return <Notice tone="warn">{t("provider.edit.keyGoesTo", { host })}</Notice>;
}

function hostOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address)
    ? new URL(address).host
    : undefined;
}

function Trust({ instance, view, edit }: SectionProps) {
  const { form, set } = edit;
  const { locked, defaults } = view;
  const lan = form.lan ?? form.risk !== "high";
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t("provider.edit.trust")}</legend>
      {isRemoteKind(instance.kind) && (
        <Row
          label={t("provider.edit.place")}
          help={t("provider.edit.placeHelp")}
          locked={locked.includes("cloud")}
        >
          <Select
            label={t("provider.edit.place")}
            value={form.place}
            disabled={locked.includes("cloud")}
            options={[
              {
                value: "auto",
                label: t(
                  defaults.cloud
                    ? "provider.edit.place.autoCloud"
                    : "provider.edit.place.autoLocal",
                ),
              },
              {
                value: "local",
                label: t("provider.edit.place.local"),
                icon: <House size={16} />,
              },
              {
                value: "cloud",
                label: t("provider.edit.place.cloud"),
                icon: <Cloud size={16} />,
              },
            ]}
            onChange={(place) => set({ place })}
          />
        </Row>
      )}
      <Row
        label={t("provider.edit.risk")}
        help={t("provider.edit.riskHelp")}
        locked={locked.includes("risk")}
      >
        <Select
          label={t("provider.edit.risk")}
          value={form.risk}
          disabled={locked.includes("risk")}
          options={(["low", "medium", "high"] as const).map((value) => ({
            value,
            label: t(`provider.edit.risk.${value}`),
          }))}
          onChange={(risk) => set({ risk })}
        />
      </Row>
      <Row
        label={t("provider.edit.lan")}
        help={t("provider.edit.lanHelp")}
        locked={locked.includes("lan")}
      >
        <Switch
          label={t("provider.edit.lan")}
          checked={lan}
          disabled={locked.includes("lan")}
          onChange={(next) => set({ lan: next })}
        />
      </Row>
    </fieldset>
  );
}

function Row({
  label,
  help,
  locked,
  children,
}: {
  readonly label: string;
  readonly help: string;
  readonly locked: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.row}>
      <div>
        <div className={styles.rowLabel}>{label}</div>
        <p className={styles.help}>{locked ? t("provider.locked") : help}</p>
      </div>
      {children}
    </div>
  );
}
