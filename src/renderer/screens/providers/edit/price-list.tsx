import { t } from "#renderer/messages/t.ts";
import { EditField } from "./edit-field.tsx";
import { newPriceRow, priceFields } from "./edit-form.ts";
import { Folded } from "./folded.tsx";
import { RowList } from "./row-list.tsx";
import type { SectionProps } from "./section-props.ts";
import styles from "./edit.module.css";

/** What models cost where neither their list nor anybody else says, or says something else. */
export function PriceList(props: SectionProps) {
  const { edit, view } = props;
  const { prices } = edit.form;
  const locked = view.locked.includes("prices");
  return (
    <Folded
      title={t("provider.edit.prices")}
      set={prices.length}
      locked={locked}
    >
      <p className={styles.help}>{t("provider.edit.pricesHelp")}</p>
      {prices.length > 0 && <Heads />}
      <RowList
        rows={prices}
        newRow={newPriceRow}
        layout={styles.price}
        locked={locked}
        addLabel={t("provider.edit.addPrice")}
        removeLabel={(number) => t("provider.edit.removePrice", { number })}
        onChange={(next) => edit.set({ prices: next })}
      >
        {(row, index, set) => (
          <>
            <EditField
              {...props}
              path={`prices.${index}.model`}
              label={t("provider.edit.priceModel", { number: index + 1 })}
              hideLabel
              monospace
              placeholder="gpt-*"
              value={row.model}
              onChange={(model) => set({ ...row, model })}
            />
            {priceFields.map((field) => (
              <EditField
                {...props}
                key={field}
                path={`prices.${index}.${field}`}
                label={t("provider.edit.priceOf", {
                  number: index + 1,
                  what: t(`provider.edit.price.${field}`),
                })}
                hideLabel
                inputMode="decimal"
                prefix="$"
                value={row[field]}
                onChange={(value) => set({ ...row, [field]: value })}
              />
            ))}
          </>
        )}
      </RowList>
    </Folded>
  );
}

/** For the eye alone: each field has its own name. */
function Heads() {
  return (
    <div className={styles.price} aria-hidden>
      {(["model", ...priceFields] as const).map((field) => (
        <span key={field} className={styles.head}>
          {t(`provider.edit.price.${field}`)}
        </span>
      ))}
    </div>
  );
}
