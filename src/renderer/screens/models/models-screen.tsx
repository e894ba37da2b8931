import { FileBox, RefreshCw } from "lucide-react";
import { useDeferredValue, useMemo, useRef, type KeyboardEvent } from "react";
import { Button } from "#renderer/components/button.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
} from "#renderer/stores/app-errors.ts";
import { navigate, useNavigation } from "#renderer/stores/app-navigation.ts";
import { openModelFile } from "#renderer/stores/models-open-file.ts";
import {
  loadModels,
  toggleFavourite,
  useModels,
} from "#renderer/stores/models.ts";
import { ModelInspector } from "./model-inspector.tsx";
import { chatWith, chatWithPulled, refreshAndTell } from "./models-actions.ts";
import { ModelsEmpty } from "./models-empty.tsx";
import { ModelsFilters } from "./models-filters.tsx";
import { PullButton } from "./pulls/pull-button.tsx";
import { PullStrip } from "./pulls/pull-strip.tsx";
import { ModelsProblems } from "./models-problems.tsx";
import { ModelsSummary } from "./models-summary.tsx";
import { ModelsTable } from "./models-table.tsx";
import { useModelsView, visibleRows } from "./models-view.ts";
import styles from "./models.module.css";

export function ModelsScreen() {
  const loading = useModels((state) => state.loading);
  const refreshing = useModels((state) => state.refreshing);
  return (
    <>
      <ScreenHeader title={t("models.title")} detail={<ModelsSummary />}>
        <Button
          variant="quiet"
          icon={<RefreshCw size={16} />}
          busy={refreshing}
          onClick={() => void refreshAndTell()}
        >
          {t("models.refresh")}
        </Button>
        <PullButton />
        <Button
          variant="primary"
          icon={<FileBox size={16} />}
          onClick={() => void openModelFile(({ ref }) => select(ref))}
        >
          {t("models.openFile")}
        </Button>
      </ScreenHeader>
      {loading.status === "loading" && (
        <SkeletonRows label={t("common.loading")} rows={12} />
      )}
      {loading.status === "failed" && (
        <div className={styles.failed}>
          <ErrorNotice
            error={loading.error}
            handlers={{
              ...commonErrorHandlers,
              retry: () => void loadModels(),
            }}
            onCopyDiagnostics={(error) => void copyDiagnostics(error)}
          />
        </div>
      )}
      {loading.status === "ready" && <Registry />}
    </>
  );
}

function select(ref: string | undefined): void {
  navigate("models", ref, { replace: true });
}

function Registry() {
  const { models, byRef, favourites, recents, news } = useModels();
  const view = useModelsView();
  const deferred = useDeferredValue(view);
  const rows = useMemo(
    () => visibleRows(models, deferred, { favourites, recents, news }),
    [models, deferred, favourites, recents, news],
  );
  const argument = useNavigation((state) => state.argument);
  const selected = argument === undefined ? undefined : byRef.get(argument);
  const searchField = useRef<HTMLInputElement>(null);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key === "Escape" && selected !== undefined && isOverlaid()) {
      event.preventDefault();
      select(undefined);
      return;
    }
    const action = rowActions[event.key];
    const typing = event.target instanceof HTMLInputElement;
    if (action === undefined) {
      if (event.key === "/" && !typing) {
        event.preventDefault();
        searchField.current?.focus();
      }
      return;
    }
    if (typing && !event.key.startsWith("Arrow") && event.key !== "Enter")
      return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    const position = rows.findIndex(({ model }) => model.ref === argument);
    const next = action({ position, last: rows.length - 1 });
    if (typeof next === "number") select(rows[next]?.model.ref);
    else if (selected === undefined) return;
    else if (next === "chat") void chatWith(selected);
    else void toggleFavourite(selected.ref);
  }

  return (
    // Keys work from the search field, the table and the panel alike.
    <div className={styles.split} onKeyDown={onKeyDown}>
      <div className={styles.top}>
        <ModelsFilters found={rows.length} searchField={searchField} />
        <PullStrip onChat={(pull) => void chatWithPulled(pull)} />
        <ModelsProblems />
      </div>
      <div className={styles.list}>
        {rows.length === 0 ? (
          <ModelsEmpty total={models.length} />
        ) : (
          <ModelsTable
            rows={rows}
            favourites={favourites}
            selected={argument}
            onSelect={select}
            onOpen={(model) => void chatWith(model)}
          />
        )}
      </div>
      <ModelInspector model={selected} onClose={() => select(undefined)} />
    </div>
  );
}

/** True where the panel lies over the table; the same width as in its styles. */
function isOverlaid(): boolean {
  return matchMedia("(width < 1120px)").matches;
}

type RowAction = (list: {
  readonly position: number;
  readonly last: number;
}) => number | "chat" | "favourite";

const page = 12;

const rowActions: Readonly<Record<string, RowAction>> = {
  ArrowDown: ({ position, last }) => Math.min(last, position + 1),
  ArrowUp: ({ position }) => Math.max(0, position - 1),
  PageDown: ({ position, last }) => Math.min(last, position + page),
  PageUp: ({ position }) => Math.max(0, position - page),
  Home: () => 0,
  End: ({ last }) => last,
  Enter: () => "chat",
  f: () => "favourite",
};
