import { useEffect, useState } from "react";
import { TextField } from "#renderer/components/text-field.tsx";
import { t } from "#renderer/messages/t.ts";
import { askAdmitted, type Admitted } from "./edit-actions.ts";
import { RowList } from "./row-list.tsx";
import type { SectionProps } from "./section-props.ts";
import styles from "./edit.module.css";

const askDelayMs = 80;

/** Patterns over the instance's models, and at once how many each of them lets through. */
export function AllowList({ instance, view, edit }: SectionProps) {
  const { allow } = edit.form;
  const locked = view.locked.includes("allow");
  const admitted = useAdmitted(instance.id, allow);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t("provider.edit.allow")}</legend>
      <p className={styles.help}>
        {t(locked ? "provider.locked" : "provider.edit.allowHelp")}
      </p>
      <RowList
        rows={allow}
        newRow=""
        layout={styles.pattern}
        locked={locked}
        addLabel={t("provider.edit.addPattern")}
        removeLabel={(number) => t("provider.edit.removePattern", { number })}
        onChange={(next) => edit.set({ allow: next })}
        note={
          admitted !== undefined && (
            <p className={styles.help} role="status">
              {summaryOf(admitted)}
            </p>
          )
        }
      >
        {(pattern, index, set) => (
          <TextField
            label={t("provider.edit.pattern", { number: index + 1 })}
            hideLabel
            monospace
            disabled={locked}
            placeholder="anthropic/*"
            value={pattern}
            onChange={set}
            autoFocus={pattern === ""}
            suffix={<Count {...{ admitted, pattern, allow }} />}
          />
        )}
      </RowList>
    </fieldset>
  );
}

function Count({
  admitted,
  pattern,
  allow,
}: {
  readonly admitted: Admitted | undefined;
  readonly pattern: string;
  readonly allow: readonly string[];
}) {
  const position = filled(allow).indexOf(pattern.trim());
  const count = admitted?.byPattern[position];
  if (pattern.trim() === "" || count === undefined) return null;
  return (
    <span className={styles.count} data-none={count === 0}>
      {t("provider.edit.patternCount", { count })}
    </span>
  );
}

function summaryOf({ total, admitted, examples }: Admitted): string {
  if (total === 0) return t("provider.edit.noList");
  if (admitted === total) return t("provider.edit.allModels", { count: total });
  if (admitted === 0) return t("provider.edit.noModels", { total });
  return t("provider.edit.someModels", {
    count: admitted,
    total,
    examples: examples.slice(0, 2).join(", "),
  });
}

/** What the backend says of these patterns; the last answer stays until the next one is there. */
function useAdmitted(
  id: string,
  allow: readonly string[],
): Admitted | undefined {
  const [admitted, setAdmitted] = useState<Admitted>();
  const asked = JSON.stringify(filled(allow));
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      askAdmitted(id, JSON.parse(asked) as string[]).then(
        (answer) => wanted && setAdmitted(answer),
        // Without the count the list can still be edited.
        () => wanted && setAdmitted(undefined),
      );
    }, askDelayMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, asked]);
  return admitted;
}

function filled(allow: readonly string[]): readonly string[] {
  return allow.map((it) => it.trim()).filter((it) => it !== "");
}
