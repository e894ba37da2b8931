import { Plus, X } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { t } from "#renderer/messages/t.ts";
import { EditField } from "./edit-field.tsx";
import type { HeaderRow } from "./edit-form.ts";
import type { SectionProps } from "./section-props.ts";
import { Folded } from "./folded.tsx";
import { withRow } from "./row-list.ts";
import styles from "./edit.module.css";

/** Headers that go along with every call. Values go in and stay there, as keys do. */
export function HeaderList(props: SectionProps) {
  const { edit, view } = props;
  const { headers } = edit.form;
  const locked = view.locked.includes("headers");
  const setRow = (index: number, row: HeaderRow | undefined): void =>
    edit.set({ headers: withRow(headers, index, row) });
  return (
    <Folded
      title={t("provider.edit.headers")}
      set={headers.length}
      locked={locked}
    >
      <p className={styles.help}>{t("provider.edit.headersHelp")}</p>
      {headers.map((row, index) => (
        <div key={index} className={styles.header}>
          <EditField
            {...props}
            path={`headers.${index}.name`}
            label={t("provider.edit.headerName", { number: index + 1 })}
            hideLabel
            monospace
            placeholder="x-organization"
            readOnly={row.masked !== undefined}
            value={row.name}
            onChange={(name) => setRow(index, { ...row, name })}
          />
          <EditField
            {...props}
            path={`headers.${index}.value`}
            label={t("provider.edit.headerValue", { number: index + 1 })}
            hideLabel
            monospace
            type="password"
            placeholder={row.masked ?? ""}
            value={row.value}
            onChange={(value) => setRow(index, { ...row, value })}
          />
          <IconButton
            label={t("provider.edit.removeHeader", { number: index + 1 })}
            icon={<X size={16} />}
            disabled={locked}
            onClick={() => setRow(index, undefined)}
          />
        </div>
      ))}
      <div className={styles.foot}>
        <Button
          size="small"
          icon={<Plus size={14} />}
          disabled={locked}
          onClick={() =>
            edit.set({ headers: [...headers, { name: "", value: "" }] })
          }
        >
          {t("provider.edit.addHeader")}
        </Button>
      </div>
    </Folded>
  );
}
