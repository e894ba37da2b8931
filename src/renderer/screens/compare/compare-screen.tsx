import { useNavigation } from "#renderer/stores/app-navigation.ts";
import { ComparisonView } from "./comparison-view.tsx";
import { LeaderboardView } from "./leaderboard-view.tsx";
import { NewComparisonView } from "./new-comparison-view.tsx";
import { NewSetView } from "./new-set-view.tsx";
import { parseComparePlace } from "./place.ts";
import { PromptSetView } from "./prompt-set-view.tsx";

/** Several models at once: a comparison, a prompt set, or how they stand. */
export function CompareScreen() {
  const place = parseComparePlace(useNavigation(({ argument }) => argument));
  switch (place.view) {
    case "new":
      return <NewComparisonView />;
    case "comparison":
      return <ComparisonView key={place.id} id={place.id} />;
    case "leaderboard":
      return <LeaderboardView />;
    case "new-set":
      return <NewSetView />;
    case "set":
      return <PromptSetView key={place.id} id={place.id} />;
  }
}
