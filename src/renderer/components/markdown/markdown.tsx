import { memo, useState } from "react";
import { classNames } from "../class-names.ts";
import { BlockView } from "./block-view.tsx";
import { createIncrementalMarkdown, type Block } from "./blocks.ts";
import { Caret } from "./caret.tsx";
import styles from "./markdown.module.css";

/**
 * Markdown from a model, untrusted: drawn from tokens as elements, never as HTML. While `streaming`,
 * what can no longer change is neither parsed nor drawn again, and a caret marks the end.
 */
export function Markdown({
  text,
  streaming = false,
  className,
}: {
  readonly text: string;
  readonly streaming?: boolean;
  readonly className?: string | undefined;
}) {
  const [markdown] = useState(createIncrementalMarkdown);
  const { groups } = markdown.parse(text, !streaming);
  const last = groups.length - 1;
  return (
    <div className={classNames(styles.markdown, className)}>
      {groups.map((blocks, index) => (
        <Group
          key={index}
          blocks={blocks}
          streaming={streaming && index === last}
        />
      ))}
      {streaming && groups.length === 0 && (
        <p>
          <Caret />
        </p>
      )}
    </div>
  );
}

const Group = memo(function Group({
  blocks,
  streaming,
}: {
  readonly blocks: readonly Block[];
  readonly streaming: boolean;
}) {
  const last = blocks.length - 1;
  return blocks.map((block, index) => (
    <BlockView
      key={index}
      block={block}
      streaming={streaming && index === last}
    />
  ));
});
