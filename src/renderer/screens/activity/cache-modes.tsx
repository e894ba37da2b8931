import { Lock } from "lucide-react";
import { cacheChoices } from "#shared/chat/cache-choice.ts";
import { Button } from "#renderer/components/button.tsx";
import { Chip } from "#renderer/components/chip.tsx";
import { t } from "#renderer/messages/t.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import styles from "./activity.module.css";

const modes = cacheChoices.filter((choice) => choice !== "settings");

/** When repeats are answered from the cache, and which of the three holds. */
export function CacheModes() {
  const mode = useSettings(({ values }) => values.cacheMode);
  const fixer = useSettings(({ locked }) => locked.cacheMode);
  const isOff = useSettings(({ cache }) => cache.isOff);
  return (
    <section className={styles.card} aria-labelledby="cache-modes">
      <header className={styles.cardHeader}>
        <h2 id="cache-modes">{t("cache.modes.title")}</h2>
        {fixer === undefined ? (
          <Button
            variant="quiet"
            size="small"
            onClick={() => navigate("settings", "cache")}
          >
            {t("cache.modes.change")}
          </Button>
        ) : (
          <Chip icon={<Lock size={14} aria-hidden />}>
            {t(`settings.locked.${fixer}`)}
          </Chip>
        )}
      </header>
      <dl className={styles.modes}>
        {modes.map((each) => (
          <div key={each} className={styles.mode} data-current={each === mode}>
            <dt>
              {t(`cache.choice.${each}`)}
              {each === mode && (
                <Chip tone="accent">{t("cache.modes.current")}</Chip>
              )}
            </dt>
            <dd>{t(`cache.modes.${each}`)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        {t(isOff ? "cache.modes.offForAll" : "cache.modes.own")}
      </p>
    </section>
  );
}
