import {
  SidebarGroup,
  SidebarItem,
} from "#renderer/components/shell/sidebar-list.tsx";
import { scopes } from "#renderer/components/model-list/select-models.ts";
import { t } from "#renderer/messages/t.ts";
import { useModels } from "#renderer/stores/models.ts";
import { setScope, useModelsView } from "./models-view.ts";
import { newsText } from "./news.ts";

/** Which models the table shows, and what the last refresh brought. */
export function ModelsSidebar() {
  const scope = useModelsView((view) => view.scope);
  const news = useModels((state) => state.news);
  const text = news === undefined ? "" : newsText(news);
  return (
    <>
      <SidebarGroup label={t("models.show")}>
        {scopes.map((each) => (
          <SidebarItem
            key={each}
            current={each === scope}
            onSelect={() => setScope(each)}
          >
            {t(`models.show.${each}`)}
          </SidebarItem>
        ))}
      </SidebarGroup>
      {text !== "" && (
        <SidebarGroup label={t("models.show.news")}>
          <SidebarItem
            current={scope === "news"}
            onSelect={() => setScope("news")}
          >
            {text}
          </SidebarItem>
        </SidebarGroup>
      )}
    </>
  );
}
