import { ModelMark } from "#renderer/components/model-mark.tsx";
import styles from "./activity.module.css";

/** What names a row: a model, provider or key in its own colour; the id is in the tooltip. */
export function GroupName({
  group,
  name,
}: {
  readonly group: string;
  readonly name: string;
}) {
  return (
    <span className={styles.name} title={group}>
      <ModelMark modelRef={group} />
      <span>{name}</span>
    </span>
  );
}
