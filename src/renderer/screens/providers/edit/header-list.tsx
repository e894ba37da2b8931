import { t } from "#renderer/messages/t.ts";
import { EditField } from "./edit-field.tsx";
import type { HeaderRow } from "./edit-form.ts";
import { Folded } from "./folded.tsx";
import { RowList } from "./row-list.tsx";
import type { SectionProps } from "./section-props.ts";
import styles from "./edit.module.css";

const newHeader: HeaderRow = { name: "", value: "" };

/** Headers that go along with every call. Values go in and stay there, as keys do. */
export function HeaderList(props: SectionProps) {
  const { edit, view } = props;
  const { headers } = edit.form;
  const locked = view.locked.includes("headers");
  return (
    <Folded
      title={t("provider.edit.headers")}
      set={headers.length}
      locked={locked}
    >
      <p className={styles.help}>{t("provider.edit.headersHelp")}</p>
      <RowList
        rows={headers}
        newRow={newHeader}
        layout={styles.header}
        locked={locked}
        addLabel={t("provider.edit.addHeader")}
        removeLabel={(number) => t("provider.edit.removeHeader", { number })}
        onChange={(next) => edit.set({ headers: next })}
      >
        {(row, index, set) => (
          <>
            <EditField
              {...props}
              path={`headers.${index}.name`}
              label={t("provider.edit.headerName", { number: index + 1 })}
              hideLabel
              monospace
              placeholder="x-organization"
              readOnly={row.masked !== undefined}
              value={row.name}
              onChange={(name) => set({ ...row, name })}
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
              onChange={(value) => set({ ...row, value })}
            />
          </>
        )}
      </RowList>
    </Folded>
  );
}
