import { useNavigation } from "#renderer/stores/app-navigation.ts";
import { CachePage } from "./cache-page.tsx";
import { GroupsPage } from "./groups-page.tsx";
import { OverviewPage } from "./overview-page.tsx";
import { pageOf } from "./pages.ts";

/** What was used: cost, tokens, requests, savings, latency and errors over time. */
export function ActivityScreen() {
  const page = pageOf(useNavigation((state) => state.argument));
  if (page === "cache") return <CachePage />;
  if (page === "overview") return <OverviewPage />;
  return <GroupsPage key={page} page={page} />;
}
