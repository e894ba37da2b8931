import { CopyButton } from "#renderer/components/copy-button.tsx";
import { t } from "#renderer/messages/t.ts";
import styles from "./snippet-card.module.css";
import { blockText, type SnippetBlock } from "./snippets.ts";

/** An example as code; where it has several parts, each is named and copied for itself. */
export function SnippetCode({
  blocks,
  shownKey,
  onCopied,
}: {
  readonly blocks: readonly SnippetBlock[];
  /** What is drawn in the key's place. */
  readonly shownKey: string;
  readonly onCopied: () => void;
}) {
  return (
    <div className={styles.blocks}>
      {blocks.map((block, index) => (
        <div key={index} className={styles.block}>
          {block.title !== undefined && (
            <div className={styles.blockTitle}>
              {t(`gateway.snippet.${block.title}`)}
              <CopyButton
                iconOnly
                label={t("gateway.snippet.copy")}
                text={blockText(block)}
                onCopied={onCopied}
              />
            </div>
          )}
          <pre className={styles.code} tabIndex={0} dir="ltr">
            <code>
              {block.parts.map(({ text, as }, part) => (
                <span key={part} data-as={as}>
                  {as === "key" ? shownKey : text}
                </span>
              ))}
            </code>
          </pre>
        </div>
      ))}
    </div>
  );
}
