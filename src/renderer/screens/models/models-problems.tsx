import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { useInstances } from "#renderer/stores/instances.ts";
import { openModelFile } from "#renderer/stores/models-open-file.ts";
import styles from "./models.module.css";

const mostShown = 2;

/** Models that should be in the list and cannot be: a file that is gone, for example. */
export function ModelsProblems() {
  const instances = useInstances((state) => state.instances);
  const problems = instances
    .filter(({ enabled }) => enabled)
    .flatMap(({ id, name, problems: own }) =>
      own.map((problem) => ({ id, name, ...problem })),
    );
  if (problems.length === 0) return null;
  const more = problems.length - mostShown;
  return (
    <div className={styles.problems}>
      {problems.slice(0, mostShown).map(({ id, name, model, error }) => (
        <ErrorNotice
          key={`${id}:${model}`}
          error={error}
          names={{ instance: name, model }}
          handlers={{ "open-file": () => void openModelFile() }}
          onCopyDiagnostics={(json) => void copyDiagnostics(json)}
        />
      ))}
      {more > 0 && (
        <button
          type="button"
          className={styles.moreProblems}
          onClick={() => navigate("providers")}
        >
          {t("models.moreProblems", { count: more })}
        </button>
      )}
    </div>
  );
}
