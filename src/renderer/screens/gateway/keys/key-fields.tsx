import type { KeyScope } from "#shared/gateway/key.ts";
import { keyScopes } from "#shared/gateway/key.ts";
import { CacheChoiceField } from "#renderer/components/parameters/cache-choice-field.tsx";
import { FilterChip } from "#renderer/components/chip.tsx";
import { Select } from "#renderer/components/select.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { t } from "#renderer/messages/t.ts";
import { useAliases } from "#renderer/stores/gateway-aliases.ts";
import { useInstances } from "#renderer/stores/instances.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { expiryChoices, type KeyDraft, type KeyProblem } from "./key-draft.ts";
import styles from "./keys.module.css";
import { allowExamples, denyExamples } from "./pattern-examples.ts";
import { PatternField } from "./pattern-field.tsx";
import { patternProblem } from "./pattern-problem.ts";

interface FieldsProps {
  readonly draft: KeyDraft;
  readonly problems: ReadonlySet<KeyProblem>;
  readonly onChange: (part: Partial<KeyDraft>) => void;
}

/** All that can be said of a key. */
export function KeyFields(props: FieldsProps) {
  const { draft, onChange } = props;
  const instances = useInstances((state) => state.instances);
  const aliases = useAliases((state) => state.aliases);
  const cacheIsOff = useSettings(({ cache }) => cache.isOff);
  return (
    <>
      <TextField
        autoFocus
        label={t("gateway.keys.name")}
        placeholder={t("gateway.keys.namePlaceholder")}
        maxLength={80}
        value={draft.name}
        error={
          props.problems.has("name") ? t("gateway.keys.nameWrong") : undefined
        }
        onChange={(name) => onChange({ name })}
      />
      <Scopes {...props} />
      <PatternField
        label={t("gateway.keys.allow")}
        help={t("gateway.keys.allowHelp")}
        value={draft.allow}
        error={
          props.problems.has("allow") ? patternProblem(draft.allow) : undefined
        }
        examples={allowExamples(instances, aliases)}
        onChange={(allow) => onChange({ allow })}
      />
      <PatternField
        label={t("gateway.keys.deny")}
        help={t("gateway.keys.denyHelp")}
        value={draft.deny}
        error={
          props.problems.has("deny") ? patternProblem(draft.deny) : undefined
        }
        examples={denyExamples}
        onChange={(deny) => onChange({ deny })}
      />
      <Limits {...props} />
      <CacheChoiceField
        value={draft.cache}
        isOff={cacheIsOff}
        onChange={(cache) => onChange({ cache })}
      />
      <Expiry {...props} />
    </>
  );
}

function Scopes({ draft, problems, onChange }: FieldsProps) {
  const toggle = (scope: KeyScope, on: boolean) =>
    onChange({
      scopes: keyScopes.filter((each) =>
        each === scope ? on : draft.scopes.includes(each),
      ),
    });
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{t("gateway.keys.scopes")}</legend>
      <div className={styles.scopes}>
        {keyScopes.map((scope) => (
          <FilterChip
            key={scope}
            pressed={draft.scopes.includes(scope)}
            onChange={(on) => toggle(scope, on)}
          >
            {t(`gateway.scope.${scope}`)}
          </FilterChip>
        ))}
      </div>
      <p className={styles.help} data-wrong={problems.has("scopes")}>
        {t(
          problems.has("scopes")
            ? "gateway.keys.scopesWrong"
            : "gateway.keys.scopesHelp",
        )}
      </p>
    </fieldset>
  );
}

const limitFields = [
  "requestsPerMinute",
  "tokensPerDay",
  "usdPerMonth",
] as const;

function Limits({ draft, problems, onChange }: FieldsProps) {
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{t("gateway.keys.limits")}</legend>
      <div className={styles.limits}>
        {limitFields.map((field) => (
          <TextField
            key={field}
            label={t(`gateway.keys.${field}`)}
            inputMode={field === "usdPerMonth" ? "decimal" : "numeric"}
            placeholder={t("gateway.keys.noLimit")}
            {...(field === "usdPerMonth" ? { prefix: "$" } : {})}
            value={draft[field]}
            error={
              problems.has(field) ? t("gateway.keys.limitWrong") : undefined
            }
            onChange={(text) => onChange({ [field]: text })}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Expiry({ draft, problems, onChange }: FieldsProps) {
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{t("gateway.keys.expiry")}</legend>
      <div className={styles.expiry}>
        <Select
          label={t("gateway.keys.expiry")}
          value={draft.expiry}
          options={expiryChoices.map((value) => ({
            value,
            label: t(`gateway.expiry.${value}`),
          }))}
          onChange={(expiry) => onChange({ expiry })}
        />
        {draft.expiry === "date" && (
          <TextField
            type="date"
            hideLabel
            label={t("gateway.keys.expiryDate")}
            value={draft.expiryDate}
            error={
              problems.has("expiryDate")
                ? t("gateway.keys.expiryWrong")
                : undefined
            }
            onChange={(expiryDate) => onChange({ expiryDate })}
          />
        )}
      </div>
    </fieldset>
  );
}
