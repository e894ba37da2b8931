import { Plus } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { t } from "#renderer/messages/t.ts";
import { patternLines } from "./key-draft.ts";
import styles from "./keys.module.css";

/** Patterns, one a line, with examples that a press adds. */
export function PatternField({
  label,
  help,
  value,
  examples,
  error,
  onChange,
}: {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly examples: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const present = patternLines(value);
  const offered = examples.filter((example) => !present.includes(example));
  return (
    <div className={styles.patterns}>
      <TextArea
        label={label}
        help={help}
        rows={2}
        monospace
        spellCheck={false}
        value={value}
        error={error}
        onChange={onChange}
      />
      {offered.length > 0 && (
        <div className={styles.examples}>
          {offered.map((example) => (
            <Button
              key={example}
              size="small"
              variant="quiet"
              icon={<Plus size={14} aria-hidden />}
              aria-label={t("gateway.keys.addPattern", { pattern: example })}
              onClick={() => onChange([...present, example].join("\n"))}
            >
              <code>{example}</code>
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
