import { SearchX, Star } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { Kbd } from "#renderer/components/kbd.tsx";
import { rich, t } from "#renderer/messages/t.ts";
import { openAddProvider } from "#renderer/stores/instances-add.ts";
import { openModelFile } from "#renderer/stores/models-open-file.ts";
import { showEverything, useModelsView } from "./models-view.ts";

/** Why the table has no row, and the one thing to do about it. */
export function ModelsEmpty({ total }: { readonly total: number }) {
  const { search, chips, scope } = useModelsView();
  if (total === 0)
    return (
      <EmptyState
        title={t("models.empty.none")}
        action={
          <>
            <Button variant="primary" onClick={() => openAddProvider()}>
              {t("models.addProvider")}
            </Button>
            <OpenFile />
          </>
        }
      >
        {t("models.empty.localExample")}
      </EmptyState>
    );
  if (search.trim() !== "")
    return (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t("models.empty.search", { search: search.trim() })}
        action={<ShowAll />}
      >
        {t("models.empty.searchExample")}
      </EmptyState>
    );
  if (chips.size > 0)
    return (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t("models.empty.filters")}
        action={<ShowAll />}
      />
    );
  if (scope === "favourites")
    return (
      <EmptyState
        icon={<Star size={20} />}
        title={t("models.empty.favourites")}
        action={<ShowAll />}
      >
        {rich("models.empty.favouritesExample", {
          key: () => <Kbd keys="f" />,
        })}
      </EmptyState>
    );
  if (scope === "local")
    return (
      <EmptyState title={t("models.empty.local")} action={<OpenFile />}>
        {t("models.empty.localExample")}
      </EmptyState>
    );
  return (
    <EmptyState
      title={t(
        scope === "recents" || scope === "free" || scope === "news"
          ? `models.empty.${scope}`
          : "models.empty.filters",
      )}
      action={<ShowAll />}
    />
  );
}

function ShowAll() {
  return <Button onClick={showEverything}>{t("models.clearFilters")}</Button>;
}

function OpenFile() {
  return (
    <Button onClick={() => void openModelFile()}>{t("models.openFile")}</Button>
  );
}
