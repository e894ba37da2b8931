import { Plus, X } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { t } from "#renderer/messages/t.ts";
import { EditField } from "./edit-field.tsx";
import { newPriceRow, priceFields, type PriceRow } from "./edit-form.ts";
import { Folded } from "./folded.tsx";
import { withRow } from "./row-list.ts";
import type { SectionProps } from "./section-props.ts";
import styles from "./edit.module.css";

/** What models cost where neither their list nor anybody else says, or says something else. */
export function PriceList(props: SectionProps) {
  const { edit, view } = props;
  const { prices } = edit.form;
  const locked = view.locked.includes("prices");
  const setRow = (index: number, row: PriceRow | undefined): void =>
    edit.set({ prices: withRow(prices, index, row) });
  return (
    <Folded
      title={t("provider.edit.prices")}
      set={prices.length}
      locked={locked}
    >
      <p className={styles.help}>{t("provider.edit.pricesHelp")}</p>
      {prices.length > 0 && (
        <div className={styles.price} aria-hidden>
          <span className={styles.head}>{t("provider.edit.price.model")}</span>
          {priceFields.map((field) => (
            <span key={field} className={styles.head}>
              {t(`provider.edit.price.${field}`)}
            </span>
          ))}
        </div>
      )}
      {prices.map((row, index) => (
        <div key={index} className={styles.price}>
          <EditField
            {...props}
            path={`prices.${index}.model`}
            label={t("provider.edit.priceModel", { number: index + 1 })}
            hideLabel
            monospace
            placeholder="gpt-*"
            value={row.model}
            onChange={(model) => setRow(index, { ...row, model })}
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
              onChange={(value) => setRow(index, { ...row, [field]: value })}
            />
          ))}
          <IconButton
            label={t("provider.edit.removePrice", { number: index + 1 })}
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
          onClick={() => edit.set({ prices: [...prices, newPriceRow] })}
        >
          {t("provider.edit.addPrice")}
        </Button>
      </div>
    </Folded>
  );
}
